import { expect, it } from "vitest";
import { createLog } from "./log.ts";

it("scrubs every text of a line, whatever brought it there", () => {
  const lines: string[] = [];
  const log = createLog("info", {
    scrub: (text) => text.replaceAll("secret", "******"),
    to: { write: (line) => lines.push(line) },
  });
  log.info("turn.failed", { channel: "c1", tried: ["a secret"], error: new Error("cannot read “secret”") });
  log.with({ note: "secret" }).warn("again", { attempts: 2 });
  expect(lines.join("")).not.toContain("secret");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    event: "turn.failed",
    channel: "c1",
    tried: ["a ******"],
    error: { name: "Error", message: "cannot read “******”" },
  });
});
