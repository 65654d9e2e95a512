import { execFileSync, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { createDataFolder, killServer, query, serverPid, usedDataFolders } from "../../tests/support/data-folder.ts";
import { spawnEmbeddedPostgres } from "../../tests/support/spawn-embedded-postgres.ts";
import { ConfigError, UnavailableError } from "../errors.ts";
import { silentLog } from "../log/log.ts";
import { type EmbeddedPostgres, openEmbeddedPostgres } from "./open-embedded-postgres.ts";

const settings = { fsync: "off" };
const usedFolder = usedDataFolders();
const isRoot = process.getuid?.() === 0;

describe("after kill -9 of the product", () => {
  it("adopts the server that survived, and its place is free", async () => {
    const dataDir = await usedFolder();
    const product = spawnEmbeddedPostgres({ dataDir, role: "server", settings });
    const before = await product.next();
    await product.kill();
    const after = await open(dataDir, "server");
    expect(after.startedByUs).toBe(false);
    expect(before).toMatchObject({ url: after.url });
    await after.close();
    expect(await serverPid(dataDir)).toBeNull();
  });

  it("in the middle of creating the database, creates it anew and leaves no rubbish", async () => {
    const dataDir = await createDataFolder();
    const product = spawnEmbeddedPostgres({ dataDir, role: "server", settings });
    await until(() => readdirSync(dataDir).some((name) => name.startsWith("postgres-new-")));
    await product.kill();
    const after = await open(dataDir, "server");
    expect(await query(after.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await after.close();
    expect(readdirSync(dataDir).sort()).toEqual(["postgres", "postgres.log"]);
  });
});

describe("after kill -9 of the database server", () => {
  it("recovers what was committed", async () => {
    const dataDir = await usedFolder();
    const product = spawnEmbeddedPostgres({ dataDir, role: "server", settings });
    const before = await product.next();
    if (before?.event !== "open") throw new Error("it did not open");
    await query(before.url, "CREATE TABLE note AS SELECT '你好' AS text");
    await product.kill();
    await killServer(dataDir);
    const after = await open(dataDir, "server");
    expect(after).toMatchObject({ url: before.url, startedByUs: true });
    expect(await query(after.url, "SELECT text FROM note")).toEqual([{ text: "你好" }]);
    await after.close();
  });

  it("starts although its old process id belongs to another program now", async () => {
    const dataDir = await usedFolder();
    await (await open(dataDir)).close();
    await writeStalePidFile(dataDir, await pidOfAnotherProgram(dataDir));
    const after = await open(dataDir);
    expect(after.startedByUs).toBe(true);
    await after.close();
  });

  it("brings it back under a running product, which keeps its place", async () => {
    const dataDir = await usedFolder();
    const events: string[] = [];
    const log = { ...silentLog, info: (event: string) => void events.push(event) };
    const product = await openEmbeddedPostgres({ dataDir, role: "server", log, settings });
    await killServer(dataDir);
    await until(() => events.includes("embedded_postgres.joined_again"));
    expect(await query(product.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await expect(open(dataDir, "server")).rejects.toMatchObject({ code: "conflict" });
    await product.close();
    expect(await serverPid(dataDir)).toBeNull();
  });

  it("tells a product that slept through it that another has taken its place", async () => {
    const dataDir = await usedFolder();
    const sleeper = spawnEmbeddedPostgres({ dataDir, role: "server", settings });
    await sleeper.next();
    process.kill(sleeper.pid, "SIGSTOP");
    await killServer(dataDir);
    const successor = await open(dataDir, "server");
    process.kill(sleeper.pid, "SIGCONT");
    expect(await sleeper.next()).toMatchObject({ event: "lost", code: "conflict" });
    await sleeper.close();
    expect(await query(successor.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await successor.close();
  });

  it("does not start beside an old backend that is still at work, and says so", async () => {
    const dataDir = await usedFolder();
    const product = spawnEmbeddedPostgres({ dataDir, role: "server", settings });
    const before = await product.next();
    if (before?.event !== "open") throw new Error("it did not open");
    const backend = new Client({ connectionString: before.url });
    backend.on("error", () => undefined);
    await backend.connect();
    const { rows } = await backend.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    const backendPid = rows[0]?.pid ?? Number.NaN;
    // Computes without ever waiting: only a backend that waits sees that its server has died.
    const working = backend.query("SELECT count(*) FROM generate_series(1, 1e11::bigint)").catch(() => undefined);
    await product.kill();
    await killServer(dataDir);
    const after = open(dataDir, "server");
    await expect(after).rejects.toBeInstanceOf(UnavailableError);
    await expect(after).rejects.toThrow("shared memory");
    process.kill(backendPid, "SIGKILL");
    await working;
    await (await open(dataDir, "server")).close();
  });
});

it("does not take the original's server for its own when the directory was copied while it ran", async () => {
  const original = await usedFolder();
  const before = await open(original, "server");
  const copy = await createDataFolder();
  execFileSync("cp", ["-Rp", join(original, "postgres"), copy]);
  const after = await open(copy, "server");
  expect(after.startedByUs).toBe(true);
  expect(new URL(after.url).port).not.toBe(new URL(before.url).port);
  await Promise.all([before.close(), after.close()]);
});

describe("what a person must put right", () => {
  it("is said with the end of the server's log when the server does not start", async () => {
    const opening = openEmbeddedPostgres({
      dataDir: await usedFolder(),
      role: "server",
      log: silentLog,
      settings: { ...settings, shared_preload_libraries: "no_such_library" },
    });
    await expect(opening).rejects.toBeInstanceOf(UnavailableError);
    await expect(opening).rejects.toThrow(/FATAL: {2}could not access file "no_such_library"/);
  });

  it("is said when something else lies where the database belongs", async () => {
    const dataDir = await createDataFolder();
    await mkdir(join(dataDir, "postgres"));
    await writeFile(join(dataDir, "postgres/holiday.jpg"), "");
    await expect(open(dataDir)).rejects.toThrow(`${join(dataDir, "postgres")} is in the way of the embedded database`);
  });

  it("is said when the database has come without its password", async () => {
    const dataDir = await usedFolder();
    await rm(join(dataDir, "postgres/password"));
    await expect(open(dataDir)).rejects.toThrow(`Put ${join(dataDir, "postgres/password")} back`);
  });

  it("is said when the password file is not the database's", async () => {
    const dataDir = await usedFolder();
    const product = await open(dataDir, "server");
    const file = join(dataDir, "postgres/password");
    const password = await readFile(file, "utf8");
    await writeFile(file, "another\n");
    const tool = open(dataDir, "tool");
    await expect(tool).rejects.toBeInstanceOf(ConfigError);
    await expect(tool).rejects.toThrow(`refuses the password in ${file}`);
    await writeFile(file, password);
    await product.close();
  });

  it.runIf(isRoot)("is said with the very folder that the server's user cannot enter", async () => {
    const closed = await createDataFolder(0o700);
    const dataDir = join(closed, "deskhand/data");
    await mkdir(dataDir, { recursive: true });
    const opening = open(dataDir);
    await expect(opening).rejects.toBeInstanceOf(ConfigError);
    await expect(opening).rejects.toThrow(`cannot enter ${closed} on the way to ${dataDir}`);
    await expect(opening).rejects.toThrow(`chmod o+x ${closed} `);
  });
});

function open(dataDir: string, role: "server" | "tool" = "tool"): Promise<EmbeddedPostgres> {
  return openEmbeddedPostgres({ dataDir, role, log: silentLog, settings });
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(10);
}

/** What a killed server leaves: PostgreSQL looks at the first line, and at the last for shared memory in use. */
async function writeStalePidFile(dataDir: string, pid: number): Promise<void> {
  const data = join(dataDir, "postgres/data");
  const lines = [pid, data, 1_700_000_000, 5439, "", "127.0.0.1", "  1234567         1", "ready   "];
  await writeFile(join(data, "postmaster.pid"), `${lines.join("\n")}\n`);
}

/** It runs as the server's user: PostgreSQL believes by itself only that other users' processes are not its own. */
async function pidOfAnotherProgram(dataDir: string): Promise<number> {
  const { uid, gid } = await stat(join(dataDir, "postgres/data"));
  const program = spawn("sleep", ["60"], { uid, gid, stdio: "ignore" });
  onTestFinished(() => void program.kill("SIGKILL"));
  if (program.pid === undefined) throw new Error("sleep did not start");
  return program.pid;
}
