import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["node_modules/**", "dist/**", "tests/wechaty/**"],
    globalSetup: ["tests/support/embedded-cluster.ts", "tests/support/migrated-template.ts"],
    // Most suites wait for processes and servers they started; one worker a core would leave the cores idle.
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["app", "adapters", "bot", "knowledge", "domain", "infra"].map((floor) => `${floor}/**/*.ts`),
    },
  },
});
