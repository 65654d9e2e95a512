import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { packageRoot } from "../infra/package-root.ts";

// What reaches a customer goes through one file, which checks it. Read in the source, because what goes around a gate is
// seen by no test of the gate.
const GATE = "bot/converse/customer-outbox.ts";
const floors = ["app", "adapters", "bot", "knowledge", "domain", "infra"];
const sources = floors
  .flatMap((floor) =>
    readdirSync(join(packageRoot, floor), { recursive: true, encoding: "utf8" }).map((path) => `${floor}/${path}`),
  )
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
  .map((path) => ({ path, text: readFileSync(join(packageRoot, path), "utf8") }));

it("lets only the gate queue a delivery to a customer", () => {
  const calls = sources.filter(
    ({ text }) => /\bqueueDelivery\(/.test(text) && !text.includes("function queueDelivery("),
  );
  expect(calls.map(({ path }) => path)).toContain(GATE);
  const around = calls.filter(({ path, text }) => path !== GATE && !onlyToStaff(text)).map(({ path }) => path);
  expect(around).toEqual([]);
});

it("lets nobody write deliveries but the one function", () => {
  const writers = sources.filter(({ text }) =>
    /["'`]deliveries(?: as \w+)?["'`]\)\s*\.insert|INSERT INTO deliveries/i.test(text),
  );
  expect(writers.map(({ path }) => path)).toEqual(["bot/delivery/queue-delivery.ts"]);
});

it("lets nobody send through an adapter but delivery itself", () => {
  const senders = sources.filter(
    ({ path, text }) => !path.startsWith("adapters/") && /\badapter\.(?:send|edit)\(/.test(text),
  );
  expect(senders.map(({ path }) => path)).toEqual(["bot/delivery/send-delivery.ts"]);
});

/** Each call names its audience, and it is the staff. */
function onlyToStaff(text: string): boolean {
  const calls = text.match(/\bqueueDelivery\(/g)?.length ?? 0;
  const toStaff = text.match(/\baudience: "staff"/g)?.length ?? 0;
  return calls === toStaff && !/\baudience: "customer"/.test(text);
}
