import { defineConfig } from "vitest/config";

/** The suite that needs wechaty itself; `tests/wechaty.test.ts` runs it as a part of the whole. */
export default defineConfig({
  test: { include: ["tests/wechaty/**/*.test.ts"], exclude: ["**/node_modules/**"], testTimeout: 20_000 },
});
