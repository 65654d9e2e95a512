import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", "dist/**", "tests/wechaty/**"],
    globalSetup: ["embedded-cluster", "migrated-template", "built-product"].map((name) => `tests/support/${name}.ts`),
    // Most suites wait for processes and servers they started; one worker a core would leave the cores idle.
    maxWorkers: 3,
    // A worker loads the product once for all of its files: loading it anew for each took a quarter of the time. So what is
    // kept in a module is kept from one file to the next: nothing that one organisation or database could tell another.
    isolate: false,
    // Above what `waitFor` waits, so that a failure says what was waited for.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    coverage: {
      provider: "v8",
      include: ["app", "adapters", "bot", "knowledge", "domain", "infra"].map((floor) => `${floor}/**/*.ts`),
    },
  },
});
