import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { underFaults } from "../support/build-for-tests.ts";
import { prepareData } from "./bench/database.ts";
import { failingsOf, runFault } from "./bench/run-fault.ts";
import { type FaultScene, openScene } from "./bench/scene.ts";
import { shortSize } from "./bench/size.ts";
import { catalogue } from "./catalogue/index.ts";

/** Far beyond what settles in seconds: a failure is told of by what is missing, not by the runner's clock. */
const WITHIN_MS = 600_000;

/**
 * A test of each fault of a group in its short form, one after the other on one scene, as `npm run faults -- --short`
 * runs it.
 */
export function shortForms(name: string): void {
  const group = catalogue.find((each) => each.name === name);
  if (!group) throw new Error(`there is no group ${name}`);
  describe(`faults under load (${name}): nothing is lost, doubled or out of order`, () => {
    let scene: FaultScene;
    let prepared: Awaited<ReturnType<typeof prepareData>>;
    beforeAll(async () => {
      prepared = await prepareData();
      const program = underFaults(inject("builtProduct"));
      scene = await openScene({ size: shortSize, prepared: prepared.folder, program, group });
    }, WITHIN_MS);
    afterAll(async () => {
      await scene?.close();
      await prepared?.remove();
    }, WITHIN_MS);

    for (const fault of group.faults) {
      it(
        fault.name,
        async (context) => {
          const reason = fault.fullOnly ?? fault.missing?.(scene) ?? null;
          if (reason !== null) context.skip(reason);
          expect(failingsOf(await runFault(scene, fault))).toEqual([]);
        },
        WITHIN_MS,
      );
    }
  });
}
