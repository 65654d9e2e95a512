import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SeenEvent, triggersOf } from "./triggers.ts";

const risk = (data: Record<string, unknown>): SeenEvent => ({ type: "risk_signal", data });
const kinds = (events: SeenEvent[]) => triggersOf(events, "text").map(({ kind }) => kind);

describe("what an event calls for", () => {
  it.each([
    ["a risk of distress", risk({ kind: "distress", severity: "critical", words: [] }), ["distress"]],
    ["borrowed money", risk({ kind: "borrowed_money", severity: "high", words: [] }), ["distress"]],
    ["a fraud", risk({ kind: "fraud_on_customer", severity: "high", words: [] }), ["fraud_on_customer"]],
    ["anger", risk({ kind: "anger", severity: "medium", words: [] }), ["angry_customer"]],
    ["a threat", risk({ kind: "threat", severity: "high", words: [] }), ["risk_word"]],
    ["an organisation's own risk", risk({ kind: "competitor", severity: "low", words: ["Acme"] }), ["risk_word"]],
    [
      "a lost account among the restricted matters",
      risk({ rule: "account_security", words: [] }),
      ["account_security"],
    ],
    ["an order", risk({ rule: "trade_instruction", words: "buy gold" }), ["trade_instruction"]],
    ["a wish for advice", risk({ rule: "advice", words: [] }), []],
    ["a withdrawal", { type: "intent_signal", data: { intent: "withdrawal" } }, ["withdrawal_question"]],
    ["a complaint", { type: "intent_signal", data: { intent: "complaint" } }, ["complaint"]],
    ["a greeting", { type: "intent_signal", data: { intent: "greeting" } }, []],
    [
      "a wish for a person",
      { type: "handoff_requested", data: { reason: "requested" } },
      ["human_requested_nobody_online"],
    ],
    ["a bot that is off", { type: "handoff_requested", data: { reason: "bot_off" } }, []],
    ["something that does not fit", risk({ kind: 7 }), []],
  ])("%s", (_what, event, expected) => {
    expect(kinds([event])).toEqual(expected);
  });
});

it("one rule is called once for a message, at its worst severity, with the sentence quoted", () => {
  const events = [
    risk({ kind: "threat", severity: "low", words: [{ text: "lawyer", start: 0, end: 6 }] }),
    risk({ kind: "threat", severity: "critical", words: ["police"] }),
  ];
  expect(triggersOf(events, "My lawyer and the police will call you")).toEqual([
    {
      kind: "risk_word",
      severity: 4,
      about: { en: "a threat", zh: "威胁" },
      words: ["My lawyer and the police will call you"],
    },
  ]);
});

it("quotes the words themselves where the sentence is cut before them", () => {
  const text = `${"x".repeat(400)} police`;
  expect(triggersOf([risk({ kind: "threat", severity: "high", words: ["police"] })], text)[0]?.words[1]).toBe("police");
});

it("reads whatever stands in an event without failing", () => {
  fc.assert(
    fc.property(fc.constantFrom("risk_signal", "intent_signal", "handoff_requested"), fc.object(), (type, data) => {
      expect(Array.isArray(triggersOf([{ type, data: data as Record<string, unknown> }], "text"))).toBe(true);
    }),
  );
});
