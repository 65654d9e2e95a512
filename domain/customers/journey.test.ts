import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterEvent, journeyEvents, movesByHand } from "./journey.ts";
import { type JourneyStage, journeyStages } from "./stages.ts";

const anyStage = fc.constantFrom(...journeyStages);
const anyEvent = fc.constantFrom(...journeyEvents);
const place = (stage: JourneyStage) => journeyStages.indexOf(stage);

describe("the journey", () => {
  it("goes with a first deposit to subscribing, from wherever the customer was noted before that", () => {
    expect(afterEvent("awareness", "first_deposit")).toBe("subscribe");
    expect(afterEvent("action", "first_deposit")).toBe("subscribe");
    expect(afterEvent("loyal", "first_deposit")).toBeNull();
  });

  it("makes an advocate of a loyal customer who brings somebody, and of nobody else", () => {
    const advocates = journeyStages.filter((stage) => afterEvent(stage, "referred_customer") === "advocate");
    expect(advocates).toEqual(["loyal"]);
  });

  it("lets a person move a customer one stage on or back, and no further", () => {
    expect(movesByHand("awareness")).toEqual(["attention"]);
    expect(movesByHand("action")).toEqual(["engage", "subscribe"]);
    expect(movesByHand("advocate")).toEqual(["loyal"]);
  });

  it("never goes back by events, whatever happens in which order", () => {
    fc.assert(
      fc.property(anyStage, fc.array(anyEvent), (start, events) => {
        let stage = start;
        for (const event of events) {
          const next = afterEvent(stage, event);
          if (next === null) continue;
          expect(place(next)).toBeGreaterThan(place(stage));
          stage = next;
        }
      }),
    );
  });

  it("ends in the same stage however the same events are ordered or repeated", () => {
    const walk = (start: JourneyStage, events: (typeof journeyEvents)[number][]) =>
      events.reduce((stage, event) => afterEvent(stage, event) ?? stage, start);
    // One that waits for a stage is made up for when the stage is reached (`advanceJourney`).
    const waitingForNone = anyEvent.filter((event) => event !== "referred_customer");
    fc.assert(
      fc.property(anyStage, fc.array(waitingForNone, { maxLength: 8 }), (start, events) => {
        const end = walk(start, events);
        expect(walk(start, [...events].reverse())).toBe(end);
        expect(walk(end, events)).toBe(end);
      }),
    );
  });

  it("lets every move by hand be undone, and reaches every stage from every other", () => {
    fc.assert(
      fc.property(anyStage, (from) => {
        for (const to of movesByHand(from)) expect(movesByHand(to)).toContain(from);
        const seen = new Set<JourneyStage>([from]);
        for (const stage of seen) for (const next of movesByHand(stage)) seen.add(next);
        expect(seen.size).toBe(journeyStages.length);
      }),
    );
  });
});
