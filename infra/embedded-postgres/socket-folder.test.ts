import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createDataFolder } from "../../tests/support/data-folder.ts";
import { type Cluster, clusterPaths } from "./cluster.ts";
import { prepareSocketFolder, reachableSocketFolder } from "./socket-folder.ts";

const clusterOf = (dataDir: string): Cluster =>
  ({ paths: clusterPaths(dataDir), account: null }) satisfies Pick<Cluster, "paths" | "account"> as Cluster;

it("leaves nothing of its trial in the folder", async () => {
  const dataDir = await createDataFolder();
  const folder = await prepareSocketFolder(clusterOf(dataDir), 5_432);
  expect(folder).toBe(join(dataDir, "postgres/socket"));
  expect(await readdir(folder)).toEqual([]);
});

it.each([
  ["with a quote", `it's "here"`],
  ["too long for a socket", "d".repeat(90)],
])("has none in a folder whose path is one %s", async (_, name) => {
  const dataDir = join(await createDataFolder(), name);
  expect(await prepareSocketFolder(clusterOf(dataDir), 5_432)).toBe("");
});

it("has none in a folder that takes no rights", async () => {
  const cluster = clusterOf(await createDataFolder());
  cluster.paths.socket = "/proc/self/fd";
  expect(await prepareSocketFolder(cluster, 5_432)).toBe("");
});

it("reaches none where the server says there is one, and none is", async () => {
  const socketFolder = await createDataFolder();
  const file = { pid: 1, port: 5_432, socketFolder, text: "" };
  expect(await reachableSocketFolder(file)).toBeNull();
  expect(await reachableSocketFolder({ ...file, socketFolder: null })).toBeNull();
  expect(await reachableSocketFolder(null)).toBeNull();
});
