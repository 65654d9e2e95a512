import fc from "fast-check";
import { expect, it } from "vitest";
import { takeBatch } from "./take-batch.ts";

const chats = fc.constantFrom("a", "b", "c", "d", "e");
const entries = fc.array(
  fc.record({ chats: fc.uniqueArray(chats, { minLength: 1, maxLength: 3 }), bytes: fc.nat(5_000_000) }),
  { maxLength: 300 },
);

it("leaves nobody out, and no chat's message before one that came sooner or beside one that is under way", () => {
  fc.assert(
    fc.property(entries, fc.uniqueArray(chats), (waiting, busy) => {
      const { batch, left } = takeBatch(waiting, new Set(busy));
      const byArrival = [...batch, ...left].sort((one, other) => waiting.indexOf(one) - waiting.indexOf(other));
      expect(byArrival).toEqual(waiting);
      for (const part of [batch, left]) {
        const places = part.map((entry) => waiting.indexOf(entry));
        expect(places).toEqual([...places].sort((one, other) => one - other));
      }
      for (const entry of batch) {
        expect(entry.chats.filter((chat) => busy.includes(chat))).toEqual([]);
        const sooner = left.filter((other) => waiting.indexOf(other) < waiting.indexOf(entry));
        expect(sooner.flatMap((other) => other.chats).filter((chat) => entry.chats.includes(chat))).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});

it("takes somebody wherever somebody is free", () => {
  fc.assert(
    fc.property(entries, fc.uniqueArray(chats), (waiting, busy) => {
      const isFree = waiting[0]?.chats.every((chat) => !busy.includes(chat)) ?? false;
      if (isFree) expect(takeBatch(waiting, new Set(busy)).batch[0]).toBe(waiting[0]);
    }),
  );
});
