import { mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createLog } from "../infra/log/log.ts";
import { warnOfSpool } from "./spool-folder.ts";

async function warningsOf(dataDir: string): Promise<{ event: string; reason: string }[]> {
  const lines: string[] = [];
  await warnOfSpool(dataDir, createLog("warn", { to: { write: (line) => lines.push(line) } }));
  return lines.map((line) => JSON.parse(line));
}

it("says nothing of a folder that can be made, and leaves nothing behind", async () => {
  const folder = await mkdtemp(join(tmpdir(), "deskhand-spool-"));
  expect(await warningsOf(join(folder, "data"))).toEqual([]);
  expect(await readdir(folder)).toEqual([]);
});

it("warns where one stands in its way", async () => {
  expect(await warningsOf("/dev/null/data")).toMatchObject([
    { event: "spool.unwritable", reason: "/dev/null is no folder" },
  ]);
});

it.runIf(process.platform === "linux")("warns where the rights alone would allow it", async () => {
  expect(await warningsOf("/proc/nope")).toMatchObject([
    { event: "spool.unwritable", reason: expect.stringContaining("nothing can be made in /proc") },
  ]);
});
