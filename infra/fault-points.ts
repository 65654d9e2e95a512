import process from "node:process";
import { ConfigError } from "./errors.ts";

/**
 * Named places at which a process can be made to end as if by `kill -9`: before and after what a turn commits or asks of
 * a platform. Nothing of it is armed unless `DESKHAND_FAULT_POINT` says so, which production refuses.
 */
export type FaultPoint = `${string}:${"before" | "after"}`;

interface Armed {
  point: string;
  /** How many more passings it lets by. */
  left: number;
}

let armed: Armed | null = null;

/**
 * Lets this process end at a point: `turn.message:before`, or `turn.message:before@3` for the third passing.
 * @throws ConfigError when it is no point's name.
 */
export function armFaultPoint(spec: string): void {
  const read = /^([a-z_]+(?:\.[a-z_]+)*:(?:before|after))(?:@(\d{1,6}))?$/.exec(spec);
  if (!read?.[1]) {
    throw new ConfigError(
      "DESKHAND_FAULT_POINT must be a point's name, such as turn.message:before or delivery.send:after@3",
    );
  }
  armed = { point: read[1], left: Number(read[2] ?? 1) };
}

/** Ends the process at once when it is armed for this point; else nothing. */
export function passFaultPoint(point: FaultPoint): void {
  if (armed !== null && armed.point === point) end(armed);
}

/** Work between two points, for what is one call or one statement: `NAME:before` and `NAME:after`. */
export async function betweenFaultPoints<T>(name: string, work: () => Promise<T>): Promise<T> {
  passFaultPoint(`${name}:before`);
  const result = await work();
  passFaultPoint(`${name}:after`);
  return result;
}

function end(at: Armed): void {
  at.left -= 1;
  if (at.left > 0) return;
  process.kill(process.pid, "SIGKILL");
  // A signal is delivered when the kernel comes to it: until then nothing more may happen.
  for (;;);
}
