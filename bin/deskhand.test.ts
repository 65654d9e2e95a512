import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { packageRoot } from "../infra/package-root.ts";

it("runs from the sources in a checkout, wherever it is called", async () => {
  const { version } = JSON.parse(await readFile(join(packageRoot, "package.json"), "utf8"));
  const args = [join(packageRoot, "bin/deskhand.mjs"), "--version"];
  expect(await promisify(execFile)(process.execPath, args, { cwd: tmpdir() })).toEqual({
    stdout: `${version}\n`,
    stderr: "",
  });
});
