import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { summarise } from "./summary.ts";

const withdrawal = {
  text: "三天了还没到账",
  intent: "withdrawal",
  risks: [{ kind: "withdrawal_pressure", severity: "high" as const }],
};
const question = { text: "手续费多少？", intent: "fees", risks: [] };

describe("the summary of a conversation", () => {
  it("says topics, mood, risks, the last question and the last words, in the organisation's language", () => {
    const input = {
      messages: [withdrawal, question],
      mood: { label: "negative" as const, isAngry: true },
      ownLabels: new Map(),
    };
    expect(summarise({ language: "zh", ...input })).toBe(
      "主题：出金、费用。 情绪：愤怒。 风险：催促出金。 提问：“手续费多少？”。 最近：“三天了还没到账”。",
    );
    expect(summarise({ language: "en", ...input })).toBe(
      "About: withdrawal, fees. Mood: angry. Risks: pressing for a withdrawal. Asks: “手续费多少？”. Last: “三天了还没到账”.",
    );
  });

  it("names an organisation's own intents and kinds of risk, and leaves out what there is nothing of", () => {
    const messages = [{ text: "hello", intent: "greeting", risks: [] }];
    const mood = { label: "neutral" as const, isAngry: false };
    expect(summarise({ language: "en", messages, mood, ownLabels: new Map() })).toBe("Last: “hello”.");
    const own = [{ text: "lost it?", intent: "card_lost", risks: [{ kind: "competitor", severity: "low" as const }] }];
    expect(summarise({ language: "en", messages: own, mood, ownLabels: new Map([["card_lost", "Lost card"]]) })).toBe(
      "About: Lost card. Risks: competitor. Asks: “lost it?”.",
    );
  });

  it("never exceeds 500 characters", () => {
    const message = fc.record({
      text: fc.string({ unit: "binary", maxLength: 400 }),
      intent: fc.option(fc.string({ maxLength: 40 })),
      risks: fc.constant([{ kind: "x".repeat(40), severity: "high" as const }]),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), (messages) => {
        const summary = summarise({
          language: "zh",
          messages,
          mood: { label: "negative", isAngry: false },
          ownLabels: new Map(),
        });
        expect([...summary].length).toBeLessThanOrEqual(500);
      }),
    );
  });
});
