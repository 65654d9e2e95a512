import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyTrace } from "../../knowledge/answer/trace.ts";
import type { GivenAnswer } from "../../knowledge/index.ts";
import { matters } from "../conduct/matters/matter.ts";
import { type DecisionInput, decide, needsAnswer } from "./decide.ts";

const found: GivenAnswer = {
  kind: "answer",
  answered: true,
  mode: "approved",
  language: "en",
  answer: "Withdrawals take one working day.",
  confidence: 0.9,
  sources: [],
  hasApprovedText: true,
  trace: emptyTrace(0.5),
};
const base = {
  answered: false,
  mode: "none",
  answer: null,
  confidence: 0.1,
  sources: [],
  trace: emptyTrace(0.5),
} as const;
const asked: DecisionInput = {
  request: null,
  asksForPerson: false,
  matter: null,
  hasText: true,
  hasUnreadable: false,
  isBlacklisted: false,
  aiEnabled: true,
  maySuggest: true,
  hasPerson: false,
  answer: found,
};

describe("what the bot decides", () => {
  it.each([
    ["answers what it knows", {}, "answer"],
    ["answers the text beside a picture", { hasUnreadable: true }, "answer"],
    ["leaves a question without a good answer to a person", { answer: { kind: "no_answer", ...base } }, "no_answer"],
    ["leaves an entry without an answer to a person", { answer: { ...found, hasApprovedText: false } }, "no_answer"],
    ["says a word to small talk", { answer: { kind: "small_talk", smallTalk: "thanks", ...base } }, "small_talk"],
    ["says that it cannot read a voice alone", { hasText: false, hasUnreadable: true, answer: null }, "unreadable"],
    [
      "says nothing about a picture that came right after an answered question",
      { hasText: false, hasUnreadable: true, followsAnswered: true, answer: null },
      "unread_beside",
    ],
    ["hands over when a person is asked for", { request: "human", answer: null }, "hand_over"],
    [
      "tells the desk when a person is asked for again",
      { request: "human", aiEnabled: false, answer: null },
      "remind_desk",
    ],
    [
      "is silent while a person has the conversation",
      { aiEnabled: false, hasPerson: true, answer: { kind: "no_answer", ...base } },
      "silent",
    ],
    ["drafts for the desk while a person has the conversation", { aiEnabled: false, hasPerson: true }, "suggest"],
    ["drafts nothing where the bot is off", { aiEnabled: false, maySuggest: false, hasPerson: true }, "silent"],
    ["leaves to a person what it may not answer", { aiEnabled: false, maySuggest: false, answer: null }, "wait"],
    ["is silent to the blacklisted", { isBlacklisted: true, answer: null }, "silent"],
    [
      "is silent to the blacklisted who ask for a person",
      { isBlacklisted: true, request: "human", answer: null },
      "silent",
    ],
    [
      "records an opt-out even of the blacklisted",
      { isBlacklisted: true, request: "opt_out", answer: null },
      "opt_out",
    ],
    [
      "records an opt-out while a person has the conversation",
      { aiEnabled: false, request: "opt_out", answer: null },
      "opt_out",
    ],
    ["records an opt-in", { request: "opt_in", answer: null }, "opt_in"],
    ["takes no order to trade", { matter: "trade_instruction" }, "trade_instruction"],
    ["gives no advice", { matter: "advice", answer: null }, "advice"],
    ["leaves a lost account to a person at once", { matter: "account_security", answer: null }, "account_security"],
    ["hands over who asks for a person and for advice", { matter: "advice", request: "human" }, "hand_over"],
    [
      "is silent to an order while a person has the conversation",
      { hasPerson: true, matter: "trade_instruction", aiEnabled: false },
      "silent",
    ],
    ["welcomes who begins", { request: "welcome", answer: null }, "welcome"],
  ] as [string, Partial<DecisionInput>, string][])("%s", (_, change, kind) => {
    expect(decide({ ...asked, ...change }).kind).toBe(kind);
  });

  it("does both when a message asks for no more messages and for a person", () => {
    const both = { ...asked, request: "opt_out", asksForPerson: true, answer: null } as const;
    expect(decide(both)).toEqual({ kind: "opt_out", alsoHandsOver: true });
    expect(decide({ ...both, aiEnabled: false })).toEqual({ kind: "opt_out", alsoHandsOver: false });
  });

  it("never lets the bot answer while a person has the conversation", () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        const { kind } = decide({ ...input, aiEnabled: false });
        expect(["silent", "opt_out", "opt_in", "remind_desk", "suggest", "wait"]).toContain(kind);
      }),
    );
  });

  it("never answers from knowledge what it may not, and does not even look", () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        if (input.matter === null) return;
        expect(needsAnswer(input)).toBe(false);
        expect(["answer", "no_answer", "small_talk"]).not.toContain(decide(input).kind);
      }),
    );
  });

  it("never searches when the decision does not depend on it", () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        if (needsAnswer(input)) return;
        expect(decide({ ...input, answer: null }).kind).not.toBe("answer");
      }),
    );
  });
});

function inputs(): fc.Arbitrary<DecisionInput> {
  return fc.record({
    asksForPerson: fc.boolean(),
    matter: fc.constantFrom(...matters, null),
    request: fc.constantFrom("human", "opt_out", "opt_in", "welcome", null),
    hasText: fc.boolean(),
    hasUnreadable: fc.boolean(),
    isBlacklisted: fc.boolean(),
    aiEnabled: fc.boolean(),
    maySuggest: fc.boolean(),
    hasPerson: fc.boolean(),
    answer: fc.constantFrom(null, found),
  });
}
