import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createBatching } from "./batching.ts";
import type { WaitingEntry } from "./take-batch.ts";

interface Numbered extends WaitingEntry {
  id: number;
}

interface UnderWay {
  batch: Numbered[];
  done(): void;
}

function startBatching() {
  const underWay: UnderWay[] = [];
  const stored: Numbered[] = [];
  const batching = createBatching<Numbered>(
    (batch) =>
      new Promise((resolve) => {
        const done = () => {
          underWay.splice(underWay.indexOf(one), 1);
          stored.push(...batch);
          resolve();
        };
        const one = { batch, done };
        underWay.push(one);
      }),
  );
  let count = 0;
  const add = (chat: string) => batching.add({ id: count++, chats: [chat], bytes: 1 });
  return { add, underWay, stored, added: () => count };
}

/** Until nothing moves but by what a test does next. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
}

it("lets who comes alone go at once, and all that come with one look at the sockets together", async () => {
  const { add, underWay } = startBatching();
  const chats = () => underWay.map(({ batch }) => batch.flatMap((entry) => entry.chats).join(" "));
  add("a");
  await Promise.resolve();
  await Promise.resolve();
  expect(chats()).toEqual(["a"]);
  add("b");
  add("c");
  underWay[0]?.done();
  // The next request is read after everything that the one before it set off.
  for (const chat of ["d", "e"]) {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    add(chat);
  }
  await settled();
  expect(chats()).toEqual(["b c d e"]);
});

it("has one batch under way, and a second one where many wait", async () => {
  const { add, underWay } = startBatching();
  const sizes = () => underWay.map(({ batch }) => batch.length);
  add("a");
  await settled();
  for (let chat = 0; chat < 63; chat++) add(`c${chat}`);
  await settled();
  expect(sizes()).toEqual([1]);
  add("a");
  add("b");
  await settled();
  // Of the chat whose message is under way nothing goes along.
  expect(sizes()).toEqual([1, 64]);
  for (let chat = 0; chat < 200; chat++) add(`d${chat}`);
  await settled();
  expect(sizes()).toEqual([1, 64]);
  underWay[0]?.done();
  await settled();
  expect(sizes()).toEqual([64, 128]);
  expect(underWay[1]?.batch[0]?.chats).toEqual(["a"]);
});

it("stores everything once and each chat in order, whichever batch ends first", async () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ add: fc.integer({ min: 1, max: 150 }), chats: fc.integer({ min: 1, max: 200 }) }),
      fc.constantFrom("first ends" as const, "last ends" as const, "wait" as const),
    ),
    { minLength: 1, maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (todo) => {
      const { add, underWay, stored, added } = startBatching();
      for (const step of todo) {
        if (step === "wait") await settled();
        else if (typeof step === "string") underWay.at(step === "first ends" ? 0 : -1)?.done();
        else for (let index = 0; index < step.add; index++) add(`c${(index * 7) % step.chats}`);
        expect(underWay.length).toBeLessThanOrEqual(2);
        const chats = underWay.flatMap(({ batch }) => [...new Set(batch.flatMap((entry) => entry.chats))]);
        expect(new Set(chats).size).toBe(chats.length);
      }
      for (await settled(); underWay.length > 0; await settled()) underWay[0]?.done();
      expect(stored.map(({ id }) => id).sort((one, other) => one - other)).toEqual(
        Array.from({ length: added() }, (_, id) => id),
      );
      for (const chat of new Set(stored.flatMap(({ chats }) => chats))) {
        const ids = stored.filter(({ chats }) => chats[0] === chat).map(({ id }) => id);
        expect(ids).toEqual([...ids].sort((one, other) => one - other));
      }
    }),
    { numRuns: 100 },
  );
});
