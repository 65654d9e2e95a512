import { setTimeout as pause } from "node:timers/promises";
import type { FaultScene } from "../bench/scene.ts";

/** Lets a fault last: so many seconds at full size, a few in the short form. */
export function lasting({ size }: FaultScene, seconds: { full: number; short: number }): Promise<void> {
  return pause((size.isFull ? seconds.full : seconds.short) * 1_000);
}
