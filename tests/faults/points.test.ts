import { expect, it } from "vitest";
import { everyPoint } from "./bench/every-point.ts";
import { findFaultSites } from "./bench/fault-sites.ts";
import { unkilledSites } from "./bench/unkilled-sites.ts";

it("every commit and every platform call of a turn has a fault point, or a reason why it needs none", async () => {
  const sites = await findFaultSites();
  expect(sites.length).toBeGreaterThan(40);
  const without = sites.filter(({ point }) => point === null).map(({ file, calls }) => `${file} ${calls}`);
  expect([...new Set(without)].sort()).toEqual(Object.keys(unkilledSites).sort());
  const named = sites.flatMap(({ point }) => (point === null ? [] : [point]));
  // Single statements, and a send by whichever call: no name in the source tells them from others.
  const statements = ["intake.store", "delivery.claim", "delivery.send", "delivery.sent"];
  expect([...new Set([...named, ...statements])].sort()).toEqual(
    [...everyPoint.calls, ...everyPoint.transactions].sort(),
  );
});
