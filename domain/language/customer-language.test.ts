import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClearLanguage } from "./clear-language.ts";
import { type CustomerLanguage, nextLanguage, type SaidLanguage, unknownLanguage } from "./customer-language.ts";

const en: ClearLanguage = { language: "en" };
const hans: ClearLanguage = { language: "zh", script: "hans" };
const hant: ClearLanguage = { language: "zh", script: "hant" };
const eitherScript: ClearLanguage = { language: "zh", script: null };

const clear = fc.constantFrom(en, hans, hant, eitherScript);
const unclear: fc.Arbitrary<SaidLanguage> = fc.constant({ asks: null, clear: null });
const written = clear.map((one): SaidLanguage => ({ asks: null, clear: one }));
const asked = fc.record({
  asks: fc.constantFrom("en", "zh", "zh-Hans", "zh-Hant"),
  clear: fc.option(clear),
}) as fc.Arbitrary<SaidLanguage>;
const history = fc.array(fc.oneof(unclear, written, asked), { maxLength: 30 });

function outcomeOf(messages: readonly SaidLanguage[], from: CustomerLanguage = unknownLanguage): CustomerLanguage {
  return messages.reduce(nextLanguage, from);
}

function write(...languages: ClearLanguage[]): SaidLanguage[] {
  return languages.map((one) => ({ asks: null, clear: one }));
}

describe("a customer's language", () => {
  it("is set by the first clear message, whatever unclear ones came before", () => {
    fc.assert(
      fc.property(fc.array(unclear), clear, (before, first) => {
        expect(outcomeOf([...before, ...write(first)]).language).toBe(first.language);
      }),
    );
  });

  it("is not changed by a message that is not clear", () => {
    fc.assert(
      fc.property(history, (messages) => {
        const state = outcomeOf(messages);
        expect(nextLanguage(state, { asks: null, clear: null })).toEqual(state);
      }),
    );
  });

  it("is not changed by one message in another language, and is by the second in a row", () => {
    fc.assert(
      fc.property(history, fc.array(unclear, { maxLength: 3 }), clear, (messages, between, other) => {
        const state = { ...outcomeOf(messages), pending: null };
        fc.pre(state.language !== null && state.language !== other.language);
        const once = outcomeOf([...write(other), ...between], state);
        expect(once.language).toBe(state.language);
        expect(outcomeOf(write(other), once).language).toBe(other.language);
      }),
    );
  });

  it("is kept when the next clear message is in it again", () => {
    fc.assert(
      fc.property(history, clear, clear, (messages, other, own) => {
        const state = { ...outcomeOf(messages), pending: null };
        fc.pre(state.language !== null && own.language === state.language && other.language !== state.language);
        expect(outcomeOf(write(other, own, other), state).language).toBe(state.language);
      }),
    );
  });

  it("is what was last asked for, at once, and is never forgotten", () => {
    fc.assert(
      fc.property(history, asked, history, (before, request, later) => {
        const state = outcomeOf([...before, request]);
        expect(state.language).toBe(request.asks === "en" ? "en" : "zh");
        expect(outcomeOf(later, state).language).not.toBeNull();
      }),
    );
  });

  it("has only changed where the last message asked for it or the last two clear ones were in it", () => {
    fc.assert(
      fc.property(history, (messages) => {
        messages.forEach((message, index) => {
          const before = outcomeOf(messages.slice(0, index));
          const now = nextLanguage(before, message);
          if (before.language === null || now.language === before.language || message.asks !== null) return;
          const last = messages
            .slice(0, index + 1)
            .filter((one) => one.clear !== null || one.asks !== null)
            .slice(-2);
          expect(last.map((one) => one.asks ?? one.clear?.language)).toEqual([now.language, now.language]);
        });
      }),
    );
  });
});

describe("the characters of a customer's Chinese", () => {
  it("are those of the first message that tells, and stay so for messages that fit both", () => {
    expect(outcomeOf(write(eitherScript, hant, eitherScript, eitherScript))).toMatchObject({ script: "hant" });
  });

  it("change with two such messages in a row, also with one between that fits both", () => {
    expect(outcomeOf(write(hans, hant))).toMatchObject({ script: "hans" });
    expect(outcomeOf(write(hans, hant, hans, hant))).toMatchObject({ script: "hans" });
    expect(outcomeOf(write(hans, hant, eitherScript, hant))).toMatchObject({ script: "hant" });
  });

  it("change at once when asked for, and are kept by a request that does not name any", () => {
    expect(outcomeOf([...write(hans), { asks: "zh-Hant", clear: hans }])).toMatchObject({
      language: "zh",
      script: "hant",
    });
    expect(outcomeOf([...write(hant, en, en), { asks: "zh", clear: en }])).toMatchObject({
      language: "zh",
      script: "hant",
    });
    expect(outcomeOf([...write(en), { asks: "zh-Hans", clear: null }])).toMatchObject({
      language: "zh",
      script: "hans",
    });
  });

  it("outlast a time in which the customer writes English", () => {
    expect(outcomeOf(write(hant, en, en, eitherScript, eitherScript))).toMatchObject({
      language: "zh",
      script: "hant",
    });
  });
});
