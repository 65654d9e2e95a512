import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Whose a file is: `PID-START-PLACE`. */
export type Owner = string;

/** A file that was left in good order: whoever comes next may have it. */
export const NOBODY: Owner = "0-0-0";

/** Names this process so that another can tell whether it still runs, also when its number was given away again. */
export function ownerHere(): Owner {
  return `${process.pid}-${startOf(process.pid) ?? "0"}-${placeHere()}`;
}

/**
 * True when the owner is known to be gone; null when nothing here can tell: it runs on another machine, or in another
 * container, whose processes have numbers of their own.
 */
export function isGone(owner: Owner): boolean | null {
  if (owner === NOBODY) return true;
  const [pid = "", start = "", place] = owner.split("-");
  if (place !== placeHere()) return null;
  if (!hasEntry(Number(pid))) return true;
  const startNow = startOf(Number(pid));
  return startNow === null ? null : startNow !== start;
}

/** When a process began, in ticks since the machine did (proc(5): stat, field 22); null where there is no /proc. */
function startOf(pid: number): string | null {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  if (stat === null) return null;
  // The second field is the program's name in brackets, which may hold anything.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return state === "Z" ? "ended" : (fields[18] ?? null);
}

/** This machine since its last start, and within it the space that process numbers belong to. */
function placeHere(): string {
  const boot = read(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")) ?? "";
  const space = read(() => readlinkSync("/proc/self/ns/pid")) ?? "";
  return createHash("sha256").update(`${hostname()}\n${boot}\n${space}`).digest("hex").slice(0, 12);
}

function hasEntry(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function read(look: () => string): string | null {
  try {
    return look();
  } catch {
    return null;
  }
}
