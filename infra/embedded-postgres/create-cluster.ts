import { access, chown, mkdir, mkdtemp, open, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Clock } from "../clock.ts";
import { ConfigError, UnavailableError } from "../errors.ts";
import { newSecret } from "../ids.ts";
import { type Cluster, OWNER_NAME } from "./cluster.ts";
import { isRunning } from "./process-of.ts";
import { runProgram } from "./run-program.ts";

const INITDB_TIMEOUT_MS = 120_000;
const LOCALE_TIMEOUT_MS = 10_000;
const UNFINISHED = /^postgres-new-(\d+)-/;

/**
 * Sorting is by code point and never changes, upper and lower case follow Unicode, and it is the same on every machine.
 * ICU would sort Chinese by its root rules, which is no order that people know either, and would ask for all text
 * indexes to be rebuilt whenever the package brings another ICU. Lists for people say `COLLATE "zh-x-icu"` (pinyin).
 */
const COLLATION_OPTIONS = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
/** By name, because initdb would derive it from the locale: English for C. */
const TEXT_SEARCH_OPTION = "--text-search-config=simple";
/** Where one is known, pg_trgm sees letters beyond ASCII: it still asks the system's C library what a letter is. */
const UNICODE_LOCALES = ["C.UTF-8", "C.utf8", "en_US.UTF-8", "en_US.utf8"];

/**
 * Creates the cluster when there is none. It is made in a folder of its own and renamed when complete, so that being
 * killed leaves nothing half-made, and of several processes at once exactly one result is kept.
 *
 * @throws ConfigError when something else is in its place, UnavailableError when initdb fails.
 */
export async function createClusterOnce(cluster: Cluster, clock: Clock): Promise<void> {
  await removeUnfinished(cluster.paths.dataDir, clock);
  if (await isCluster(cluster)) return;
  await assertNoneWithoutPassword(cluster);
  const unfinished = await mkdtemp(join(cluster.paths.dataDir, `postgres-new-${process.pid}-`));
  try {
    await runInitdb(cluster, unfinished);
    await keep(cluster, unfinished);
  } finally {
    await rm(unfinished, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Whether the cluster is there, complete. */
export async function isCluster({ paths }: Cluster): Promise<boolean> {
  return (await exists(paths.password)) && (await exists(join(paths.data, "PG_VERSION")));
}

async function assertNoneWithoutPassword({ paths }: Cluster): Promise<void> {
  if (!(await exists(join(paths.data, "PG_VERSION")))) return;
  throw new ConfigError(
    `The embedded database in ${paths.folder} cannot be opened, because its password is missing. ` +
      `Put ${paths.password} back, from the backup or copy that the database came from.`,
  );
}

async function runInitdb({ binaries, account, settings }: Cluster, folder: string): Promise<void> {
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, `${newSecret()}\n`, { mode: 0o600 });
  if (account !== null) {
    await chown(folder, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  const access = [`--username=${OWNER_NAME}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  const durability = settings["fsync"] === "off" ? ["--no-sync"] : [];
  const result = await runProgram(
    binaries.initdb,
    [
      `--pgdata=${join(folder, "data")}`,
      ...access,
      ...COLLATION_OPTIONS,
      `--lc-ctype=${await characterLocale()}`,
      TEXT_SEARCH_OPTION,
      "--data-checksums",
      ...durability,
    ],
    { account, timeoutMs: INITDB_TIMEOUT_MS },
  );
  if (!result.ok) throw new UnavailableError(`The embedded database could not be created. ${result.output}`);
  if (account !== null) await chown(passwordFile, 0, 0);
}

async function characterLocale(): Promise<string> {
  if (process.platform === "win32") return "C";
  const known = await runProgram("/bin/sh", ["-c", "locale -a"], { account: null, timeoutMs: LOCALE_TIMEOUT_MS });
  const names = new Set(known.output.split("\n"));
  return UNICODE_LOCALES.find((name) => names.has(name)) ?? "C";
}

async function keep(cluster: Cluster, unfinished: string): Promise<void> {
  try {
    await rename(unfinished, cluster.paths.folder);
  } catch (error) {
    if (await isCluster(cluster)) return; // another process was first; its cluster is as good as ours
    throw new ConfigError(
      `${cluster.paths.folder} is in the way of the embedded database and holds no complete one. ` +
        "Move it somewhere else, or choose another folder with DESKHAND_DATA_DIR.",
      { cause: String(error) },
    );
  }
  await syncFolder(dirname(cluster.paths.folder));
}

/** Without it a power failure could take back the rename after messages were stored. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return; // folders cannot be opened there
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Ids of processes come round again, in containers at once: what is older than any initdb can be goes as well. */
async function removeUnfinished(dataDir: string, clock: Clock): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  for (const name of await readdir(dataDir)) {
    const pid = UNFINISHED.exec(name)?.[1];
    if (pid === undefined) continue;
    const folder = join(dataDir, name);
    if ((await isRunning(Number(pid))) && !(await isOlderThan(folder, 2 * INITDB_TIMEOUT_MS, clock))) continue;
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function isOlderThan(path: string, ageMs: number, clock: Clock): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && clock.now().getTime() - found.mtimeMs > ageMs;
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
