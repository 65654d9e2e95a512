import { expect, inject, it, onTestFinished } from "vitest";
import { underFaults } from "../support/build-for-tests.ts";
import { prepareData } from "./bench/database.ts";
import { fewMoments } from "./bench/every-point.ts";
import { failingsOfPoints, killAtPoints } from "./bench/kill-at-points.ts";
import { shortSize } from "./bench/size.ts";

/** `npm run faults:points` kills at every moment. */
it("killed exactly between the steps of a turn that differ most, a process loses nothing and doubles nothing", async () => {
  const prepared = await prepareData();
  onTestFinished(() => prepared.remove());
  const result = await killAtPoints({
    prepared: prepared.folder,
    program: underFaults(inject("builtProduct")),
    size: shortSize,
    moments: fewMoments,
  });
  expect(failingsOfPoints(result)).toEqual([]);
}, 600_000);
