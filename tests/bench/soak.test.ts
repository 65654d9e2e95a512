import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { holdSoak } from "./hold-soak.ts";

/** The first fifth fills caches, a minute counts. */
const SECONDS = 75;
const PER_SECOND = 100;
/**
 * Twenty-five kilobytes a message: as much as a turn holds of it. A heap that settles was seen to grow by 75 MB in its first
 * minute, so a minute cannot tell less; `npm run soak` holds an hour to 50.
 */
const MOST_MB_IN_THE_MINUTE = 150;

it("takes in a hundred messages a second for a minute, and its memory does not grow", async () => {
  const program = join(inject("builtProduct"), "app/main.js");
  const soak = await holdSoak({ program, perSecond: PER_SECOND, seconds: SECONDS, readEveryMs: 1_000 });
  process.stderr.write(`${JSON.stringify(soak)}\n`);
  // A machine that does other things as well refuses some, which come again.
  expect(soak.acknowledged).toBeGreaterThan(0.9 * SECONDS * PER_SECOND);
  expect(soak.answered).toBeGreaterThan(0);
  expect((soak.mbAnHour ?? Number.NaN) / 60).toBeLessThan(MOST_MB_IN_THE_MINUTE);
}, 900_000);
