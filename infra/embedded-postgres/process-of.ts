import { readFile } from "node:fs/promises";
import { runProgram } from "./run-program.ts";

const PROGRAM_TIMEOUT_MS = 5_000;

/**
 * Whether a process with this id runs, ours or not. One that has ended and waits for its parent to notice does not:
 * where the first process of a container never looks, such ids stay for good.
 */
export async function isRunning(pid: number): Promise<boolean> {
  return hasEntry(pid) && (await commandOf(pid)) !== "";
}

/**
 * The command line of a process; empty when it has ended or is the system's own, null when nothing here can tell.
 */
export async function commandOf(pid: number): Promise<string | null> {
  if (process.platform === "win32") return null;
  // Slim container images have no ps; macOS has no /proc.
  const fromProc = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => null);
  if (fromProc !== null) return fromProc.replaceAll("\0", " ").trim();
  const fromPs = await runProgram("/bin/sh", ["-c", `ps -o stat= -o command= -p ${pid}`], {
    account: null,
    timeoutMs: PROGRAM_TIMEOUT_MS,
  });
  if (!fromPs.ok || fromPs.output === "") return hasEntry(pid) ? null : "";
  return fromPs.output.startsWith("Z") ? "" : fromPs.output.replace(/^\S+\s+/, "");
}

function hasEntry(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
