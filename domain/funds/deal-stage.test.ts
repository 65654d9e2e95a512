import fc from "fast-check";
import { expect, it } from "vitest";
import { type DealStage, dealMoves } from "./deal-stage.ts";
import { dealStages } from "./deal-words.ts";

it("lets an open deal go to any other stage and never leave its end", () => {
  expect(dealMoves("initial")).toEqual(["needs_confirmed", "proposal", "negotiation", "won", "lost"]);
  expect(dealMoves("won")).toEqual([]);
  expect(dealMoves("lost")).toEqual([]);
});

it("offers no move to where the deal is, and after any moves an end is one move away or reached", () => {
  fc.assert(
    fc.property(fc.constantFrom(...dealStages.codes), fc.array(fc.nat({ max: 9 })), (start, picks) => {
      let stage: DealStage = start;
      for (const pick of picks) {
        const moves = dealMoves(stage);
        expect(moves).not.toContain(stage);
        stage = moves[pick % moves.length] ?? stage;
      }
      const end = dealMoves(stage);
      expect(end.length === 0 || (end.includes("won") && end.includes("lost"))).toBe(true);
    }),
  );
});
