import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createDataFolder } from "../../tests/support/data-folder.ts";
import { clusterPaths } from "./cluster.ts";
import { isItsServerRunning, lastPort, markEnded, readPostmasterFile } from "./postmaster-file.ts";

it("reads process and port of a running server", async () => {
  const paths = await pathsWith({ "postmaster.pid": "4711\n/data\n1764000000\n5439\n\n127.0.0.1\n" });
  expect(await readPostmasterFile(paths)).toMatchObject({ pid: 4711, port: 5439 });
});

it("reads a file that is still being written as one without a port, and an empty one as none", async () => {
  expect(await readPostmasterFile(await pathsWith({ "postmaster.pid": "4711\n/data\n" }))).toMatchObject({
    port: null,
  });
  expect(await readPostmasterFile(await pathsWith({ "postmaster.pid": "" }))).toBeNull();
  expect(await readPostmasterFile(await pathsWith({}))).toBeNull();
});

it("does not take another program for the server because it has its process id", async () => {
  const paths = await pathsWith({ "postmaster.pid": `${process.pid}\n/data\n1764000000\n5439\n` });
  const file = await readPostmasterFile(paths);
  expect(file && (await isItsServerRunning(file, paths))).toBe(false);
});

it("marks a server as ended and keeps the line that names its shared memory", async () => {
  const paths = await pathsWith({
    "postmaster.pid": "4711\n/data\n1764000000\n5439\n\n127.0.0.1\n  1234 5\nready   \n",
  });
  const file = await readPostmasterFile(paths);
  if (file) await markEnded(file, paths);
  expect(await readFile(join(paths.data, "postmaster.pid"), "utf8")).toBe(
    "2147483647\n/data\n1764000000\n5439\n\n127.0.0.1\n  1234 5\nready   \n",
  );
});

it("leaves the file alone when a new server has written it meanwhile", async () => {
  const paths = await pathsWith({ "postmaster.pid": "4711\n/data\n" });
  const file = await readPostmasterFile(paths);
  await writeFile(join(paths.data, "postmaster.pid"), "4712\n/data\n");
  if (file) await markEnded(file, paths);
  expect(await readFile(join(paths.data, "postmaster.pid"), "utf8")).toBe("4712\n/data\n");
});

it("finds the port of the last start in the server's options", async () => {
  const options = `/somewhere/postgres "-D" "/data" "-p" "33735" "-c" "listen_addresses=127.0.0.1"\n`;
  expect(await lastPort(await pathsWith({ "postmaster.opts": options }))).toBe(33735);
  expect(await lastPort(await pathsWith({}))).toBeNull();
});

async function pathsWith(files: Record<string, string>): Promise<ReturnType<typeof clusterPaths>> {
  const paths = clusterPaths(await createDataFolder());
  await mkdir(paths.data, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(paths.data, name), text);
  return paths;
}
