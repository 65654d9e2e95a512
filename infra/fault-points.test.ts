import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { parseEnvironment } from "./config/environment.ts";
import { armFaultPoint, betweenFaultPoints, passFaultPoint } from "./fault-points.ts";

/** Runs lines of a program in a process of its own, with the module's names at hand; how it ended and what it printed. */
async function run(lines: string): Promise<{ code: number | null; signal: string | null; printed: string }> {
  const module = new URL("./fault-points.ts", import.meta.url).href;
  const program = `import { armFaultPoint, betweenFaultPoints, passFaultPoint } from ${JSON.stringify(module)};\n${lines}`;
  const child = spawn(
    process.execPath,
    ["--import", import.meta.resolve("tsx"), "--input-type=module", "--eval", program],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const [code, signal] = await once(child, "close");
  return { code, signal, printed };
}

describe("a fault point", () => {
  it("does nothing while none is armed", async () => {
    passFaultPoint("turn.message:before");
    expect(await betweenFaultPoints("turn.message", async () => "done")).toBe("done");
  });

  it("ends the process by SIGKILL where it is armed, and nothing happens after it", async () => {
    const ended = await run(`
      armFaultPoint("turn.message:after");
      process.stdout.write("one ");
      await betweenFaultPoints("turn.other", async () => process.stdout.write("two "));
      await betweenFaultPoints("turn.message", async () => process.stdout.write("three "));
      process.stdout.write("four");
    `);
    expect(ended).toEqual({ code: null, signal: "SIGKILL", printed: "one two three " });
  });

  it("lets as many passings by as it is told", async () => {
    const ended = await run(`
      armFaultPoint("delivery.send:before@3");
      for (let passing = 1; passing <= 4; passing++) {
        process.stdout.write(String(passing));
        passFaultPoint("delivery.send:before");
      }
    `);
    expect(ended).toEqual({ code: null, signal: "SIGKILL", printed: "123" });
  });

  it("is refused by a name that is none", () => {
    for (const spec of ["turn", "turn.message:during", "turn.message:before@x", ""]) {
      expect(() => armFaultPoint(spec)).toThrow(/DESKHAND_FAULT_POINT/);
    }
  });

  it("is not taken in production", () => {
    const production = { NODE_ENV: "production", DESKHAND_MASTER_KEY: Buffer.alloc(32, 7).toString("base64") };
    expect(() => parseEnvironment({ ...production, DESKHAND_FAULT_POINT: "turn.message:before" })).toThrow(
      /DESKHAND_FAULT_POINT/,
    );
    expect(parseEnvironment(production).DESKHAND_FAULT_POINT).toBeUndefined();
  });
});
