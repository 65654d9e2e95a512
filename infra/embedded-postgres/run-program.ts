import { execFile } from "node:child_process";
import { parse } from "node:path";
import { UnavailableError } from "../errors.ts";

/** The operating-system user whose server it is, when that is not ourselves. */
export interface SystemAccount {
  name: string;
  uid: number;
  gid: number;
}

export interface ProgramResult {
  ok: boolean;
  /** Standard output, then standard error. */
  output: string;
}

const MAX_OUTPUT_BYTES = 256 * 1024;

/**
 * Runs one of the database's programs to its end, as `account` (null: as ourselves).
 * A non-zero exit is a result; UnavailableError is thrown when it cannot run at all or takes longer than `timeoutMs`.
 */
export async function runProgram(
  file: string,
  args: string[],
  options: { account: SystemAccount | null; timeoutMs: number },
): Promise<ProgramResult> {
  return await new Promise((resolve, reject) => {
    const { account, timeoutMs } = options;
    const identity = account ? { uid: account.uid, gid: account.gid } : {};
    // The root folder: the account may not be able to enter ours.
    const place = { cwd: parse(process.execPath).root, windowsHide: true, ...cleanEnvironment() };
    const limits = { timeout: timeoutMs, maxBuffer: MAX_OUTPUT_BYTES, killSignal: "SIGKILL" as const };
    execFile(file, args, { ...place, ...identity, ...limits }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim();
      if (error === null) return resolve({ ok: true, output });
      if (error.killed) {
        return reject(new UnavailableError(`${file} did not finish within ${timeoutMs / 1000} s. ${output}`, error));
      }
      if (typeof error.code === "string") return reject(new UnavailableError(`${file} cannot be run`, error));
      resolve({ ok: false, output });
    });
  });
}

/**
 * Our own environment holds tokens and keys, and may hold PGPORT or PGDATA: a server that outlives us gets neither.
 * Windows programs do not start without theirs.
 */
function cleanEnvironment(): { env?: NodeJS.ProcessEnv } {
  if (process.platform === "win32") return {};
  return { env: { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", LC_ALL: "C", TZ: "UTC" } };
}
