import { execFileSync } from "node:child_process";
import { mkdir, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createDataFolder, query, serverPid, usedDataFolders } from "../../tests/support/data-folder.ts";
import { spawnEmbeddedPostgres } from "../../tests/support/spawn-embedded-postgres.ts";
import { ConflictError } from "../errors.ts";
import { silentLog } from "../log/log.ts";
import { type EmbeddedPostgres, openEmbeddedPostgres } from "./open-embedded-postgres.ts";

const usedFolder = usedDataFolders();

it("creates, on first use, a Unicode database with checksums, sorted the same on every machine", async () => {
  const { url, close, startedByUs } = await open(await createDataFolder(), "server");
  expect(startedByUs).toBe(true);
  expect(await query(url, "SELECT current_database() AS name, current_user AS owner")).toEqual([
    { name: "deskhand", owner: "deskhand" },
  ]);
  expect(
    await query(url, "SELECT datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'deskhand'"),
  ).toEqual([{ datlocale: "C.UTF-8", pg_encoding_to_char: "UTF8" }]);
  expect(await query(url, "SHOW data_checksums")).toEqual([{ data_checksums: "on" }]);
  expect(await query(url, "SELECT lower('ÄÉ') AS low, '客户' ~ '^\\w+$' AS word")).toEqual([{ low: "äé", word: true }]);
  // A list for people asks for its order; the one without asking is by code point.
  const names =
    "SELECT string_agg(name, '' ORDER BY name), string_agg(name, '' ORDER BY name COLLATE \"zh-x-icu\") AS pinyin";
  expect(await query(url, `${names} FROM (VALUES ('张'), ('李'), ('安')) t (name)`)).toEqual([
    { string_agg: "安张李", pinyin: "安李张" },
  ]);
  await close();
});

describe("the server", () => {
  it("listens on 127.0.0.1 only, and is entered by the password in a file that nobody else may read", async () => {
    const dataDir = await usedFolder();
    const { url, close } = await open(dataDir);
    expect((await stat(join(dataDir, "postgres/password"))).mode & 0o777).toBe(0o600);
    expect(await query(url, "SHOW listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
    const wrong = new URL(url);
    wrong.password = "guess";
    await expect(query(wrong.href, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
    await close();
  });

  it("is spoken to over a Unix socket that only its user enters, and over TCP where the path is too long for one", async () => {
    const dataDir = await usedFolder();
    const near = await open(dataDir);
    const socket = join(dataDir, "postgres/socket");
    expect(new URL(near.url).searchParams.get("host")).toBe(socket);
    expect((await stat(socket)).mode & 0o777).toBe(0o700);
    const through = "SELECT inet_server_addr() IS NULL AS over_socket";
    expect(await query(near.url, through)).toEqual([{ over_socket: true }]);
    await near.close();
    const deep = join(dataDir, "d".repeat(90));
    await mkdir(deep, { mode: 0o711 });
    await rename(join(dataDir, "postgres"), join(deep, "postgres"));
    const far = await open(deep);
    expect(new URL(far.url).searchParams.get("host")).toBeNull();
    expect(await query(far.url, through)).toEqual([{ over_socket: false }]);
    await far.close();
  });

  it("is outside our process group, so that Ctrl-C reaches us first", async () => {
    const dataDir = await usedFolder();
    const { close } = await open(dataDir);
    expect(processGroupOf((await serverPid(dataDir)) ?? 0)).not.toBe(processGroupOf(process.pid));
    await close();
  });
});

describe("a data directory used again", () => {
  it("still has its data, on the same port", async () => {
    const dataDir = await usedFolder();
    const first = await open(dataDir);
    await query(first.url, "CREATE TABLE note AS SELECT '你好' AS text");
    await first.close();
    const second = await open(dataDir);
    expect(second).toMatchObject({ url: first.url, startedByUs: true });
    expect(await query(second.url, "SELECT text FROM note")).toEqual([{ text: "你好" }]);
    await second.close();
  });

  it("moves to another port when its own was taken meanwhile", async () => {
    const [one, other] = [await usedFolder(), await usedFolder()];
    const before = await open(one);
    await before.close();
    const squatter = await open(other, "tool", { port: new URL(before.url).port });
    const after = await open(one);
    expect(new URL(after.url).port).not.toBe(new URL(before.url).port);
    await Promise.all([squatter.close(), after.close()]);
  });

  it("puts a server log of more than 10 MB aside", async () => {
    const dataDir = await usedFolder();
    await writeFile(join(dataDir, "postgres.log"), Buffer.alloc(10 * 1024 * 1024 + 1, "x"));
    await (await open(dataDir)).close();
    expect((await stat(join(dataDir, "postgres.log.1"))).size).toBe(10 * 1024 * 1024 + 1);
    expect((await stat(join(dataDir, "postgres.log"))).size).toBeLessThan(10_000);
  });
});

describe("several users", () => {
  it("join one server, and the last of them stops it", async () => {
    const dataDir = await usedFolder();
    const product = await open(dataDir, "server");
    const tool = await open(dataDir, "tool");
    expect(tool).toMatchObject({ url: product.url, startedByUs: false });
    await product.close();
    expect(await query(tool.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await tool.close();
    expect(await serverPid(dataDir)).toBeNull();
    await expect(query(tool.url, "SELECT 1")).rejects.toMatchObject({ code: "ENOENT", syscall: "connect" });
  });

  it("refuses a second product process and names the first", async () => {
    const dataDir = await usedFolder();
    const product = await open(dataDir, "server");
    const second = open(dataDir, "server");
    await expect(second).rejects.toBeInstanceOf(ConflictError);
    await expect(second).rejects.toThrow(`Deskhand already runs on ${dataDir} (process ${process.pid}).`);
    expect(await query(product.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await product.close();
    expect(await serverPid(dataDir)).toBeNull();
  });

  it("never lose the server to one that is leaving while they come", async () => {
    const dataDir = await usedFolder();
    let leaving = await open(dataDir);
    for (let round = 0; round < 8; round += 1) {
      const [, coming] = await Promise.all([leaving.close(), open(dataDir)]);
      expect(await query(coming.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
      leaving = coming;
    }
    await leaving.close();
    expect(await serverPid(dataDir)).toBeNull();
  });

  it("start a new data directory at the same instant and find themselves on one server", async () => {
    const dataDir = await createDataFolder();
    const racers = (["server", "server", "tool", "tool"] as const).map((role) =>
      spawnEmbeddedPostgres({ dataDir, role, settings: { fsync: "off" } }),
    );
    const results = await Promise.all(racers.map((racer) => racer.next()));
    const opened = results.filter((result) => result?.event === "open");
    expect(results.filter((result) => result?.event === "failed")).toMatchObject([{ code: "conflict" }]);
    expect(opened).toHaveLength(3);
    expect(new Set(opened.map((result) => result.url)).size).toBe(1);
    await Promise.all(racers.map((racer) => racer.close()));
    expect(await serverPid(dataDir)).toBeNull();
  });
});

function open(dataDir: string, role: "server" | "tool" = "tool", settings = {}): Promise<EmbeddedPostgres> {
  return openEmbeddedPostgres({ dataDir, role, log: silentLog, settings: { fsync: "off", ...settings } });
}

function processGroupOf(pid: number): string {
  return execFileSync("ps", ["-o", "pgid=", "-p", String(pid)], { encoding: "utf8" }).trim();
}
