import { describe, expect, it } from "vitest";
import { emptyTrace } from "../../knowledge/answer/trace.ts";
import type { Answer, ChoiceOption } from "../../knowledge/index.ts";
import { noSignals } from "../signals/read-signals.ts";
import type { ChoiceOffer } from "./choice-offer.ts";
import { chosenRequest, mayAskBack, takeChoice } from "./take-choice.ts";

const askedAt = new Date("2026-03-02T10:00:00Z");
const HOUR_MS = 3_600_000;
const offer: ChoiceOffer = {
  answerId: "0192f0c1-0000-7000-8000-000000000001",
  question: "change my details",
  context: [{ from: "customer", text: "hello" }],
  language: "en",
  options: [
    { entryId: "phone", wording: "How do I change my phone number?" },
    { entryId: "mail", wording: "How do I change my email?" },
  ],
  askedAt,
  isOpen: true,
};
const soon = { sentAt: new Date(askedAt.getTime() + HOUR_MS), idleMs: 72 * HOUR_MS };

describe("a choice", () => {
  it("is asked of the knowledge as the question of then, with the entry that was meant", () => {
    const choice = takeChoice(offer, "2", soon);
    expect(choice && chosenRequest(choice)).toEqual({
      question: "change my details",
      context: offer.context,
      chosen: "mail",
    });
    const none = takeChoice(offer, "none", soon);
    expect(none && chosenRequest(none)).toMatchObject({ chosen: "none" });
  });

  it("is none where nothing was asked, where more was said since, and after a day or the conversation's idle time", () => {
    expect(takeChoice(null, "2", soon)).toBeNull();
    expect(takeChoice({ ...offer, isOpen: false }, "2", soon)).toBeNull();
    expect(takeChoice(offer, "2", { ...soon, sentAt: new Date(askedAt.getTime() + 25 * HOUR_MS) })).toBeNull();
    expect(takeChoice(offer, "2", { ...soon, idleMs: HOUR_MS / 2 })).toBeNull();
  });
});

describe("asking back", () => {
  const ask = (wordings: string[], about: Partial<Parameters<typeof mayAskBack>[1]> = {}) =>
    mayAskBack(choiceOf(wordings), { question: "details?", offer: null, signals: noSignals, ...about });

  it("is done once: the same question, or the same options while nothing was chosen, are a person's", () => {
    expect(ask(["Phone?", "Email?"]).kind).toBe("choice");
    expect(ask(["Phone?", "Email?"], { offer: { ...offer, question: " DETAILS? ", isOpen: false } }).kind).toBe(
      "no_answer",
    );
    const again = { ...offer, options: [{ entryId: "Email?", wording: "Email?" }] };
    expect(ask(["Phone?", "Email?"], { offer: again }).kind).toBe("no_answer");
    expect(ask(["Phone?", "Email?"], { offer: { ...again, isOpen: false } }).kind).toBe("choice");
  });

  it("is not done where the words tell of a risk", () => {
    const risk = { kind: "distress", severity: "high", words: ["x"] };
    const signals = { ...noSignals, risks: [risk] as unknown as typeof noSignals.risks };
    expect(ask(["Phone?", "Email?"], { signals }).kind).toBe("no_answer");
  });

  it("names no option whose words would be taken for an order or a request, and needs two", () => {
    expect(ask(["Phone?", "I want to talk to a human"]).kind).toBe("no_answer");
    expect(ask(["Phone?", "Someone hacked my account", "Email?"])).toMatchObject({
      kind: "choice",
      options: [{ wording: "Phone?" }, { wording: "Email?" }],
    });
  });
});

function choiceOf(wordings: string[]): Answer {
  const options = wordings.map(
    (wording): ChoiceOption => ({ kind: "faq", id: wording, entryId: wording, version: 1, wording, confidence: 0.4 }),
  );
  const trace = emptyTrace(0.6);
  return { kind: "choice", answered: false, mode: "none", answer: null, sources: [], options, confidence: 0.5, trace };
}
