import { setTimeout as pause } from "node:timers/promises";
import { waitFor } from "../../support/wait-for.ts";
import type { PlatformName } from "../bench/platforms.ts";
import type { FaultScene } from "../bench/scene.ts";

/** Lets a fault last: so many seconds at full size, a few in the short form. */
export function lasting({ size }: FaultScene, seconds: { full: number; short: number }): Promise<void> {
  return pause((size.isFull ? seconds.full : seconds.short) * 1_000);
}

/** The same, and until customers of these platforms have been answered meanwhile: the fault is none of theirs. */
export async function lastingWhileOthersGoOn(
  scene: FaultScene,
  seconds: { full: number; short: number },
  others: readonly PlatformName[],
): Promise<void> {
  const answered = new Set<PlatformName>();
  scene.platforms.onShown((platform) => answered.add(platform));
  await lasting(scene, seconds);
  // At full size it lasts long enough to see it at once.
  const withinMs = scene.size.isFull ? 0 : 60_000;
  await waitFor(`${others.join(", ")} to go on`, () => others.every((platform) => answered.has(platform)), withinMs);
}
