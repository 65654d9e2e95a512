import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { z } from "zod";

const root = fileURLToPath(new URL("..", import.meta.url));
const isInstalled = existsSync(new URL("wechaty/node_modules/wechaty/package.json", import.meta.url));
const reason = "wechaty is an optional package and not installed here: npm ci --prefix tests/wechaty";

const Report = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

// The suite lives beside a package.json of its own, since wechaty brings some 350 packages that nobody else needs.
it("passes the suite of tests/wechaty, against wechaty itself", { timeout: 300_000 }, async (context) => {
  if (!isInstalled && process.env["CI"] !== "true") return context.skip(reason);
  expect(isInstalled, reason).toBe(true);
  const { code, stdout, stderr } = await runSuite();
  const report = Report.parse(JSON.parse(stdout.slice(stdout.indexOf("{"))));
  const failed = report.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName),
  );
  const messages = report.testResults.map(({ message }) => message).join("\n");
  expect(failed, `${messages}\n${stderr}`).toEqual([]);
  expect(code, `${messages}\n${stderr}`).toBe(0);
  expect(report.numPassedTests).toBeGreaterThan(80);
});

function runSuite(): Promise<{ code: number; stdout: string; stderr: string }> {
  const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
  const config = fileURLToPath(new URL("./wechaty/vitest.config.ts", import.meta.url));
  const args = [vitest, "run", "--config", config, "--reporter", "json"];
  // This run's own variables would make the other believe that it is one of our workers.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST")));
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, stdout, stderr });
    });
  });
}
