import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { intents } from "../conversations/signals.ts";
import { analyseLines } from "./analyse-lines.ts";
import type { LeadLine } from "./lead-lines.ts";
import { nextStep } from "./next-step.ts";

const at = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour));
const line = (about: Partial<LeadLine>, hour = 9): LeadLine => ({
  messageId: `m${hour}`,
  teamId: null,
  at: at(hour),
  version: 0,
  text: "",
  intents: [],
  risks: [],
  ...about,
});
const free = { hasWithdrawal: false, hasOptedOut: false, hasContact: true };

describe("what a lead's lines say", () => {
  it("is each topic once with its newest line, and the gravest of each concern first", () => {
    const lines = [
      line({ intents: ["greeting", "fees"], risks: [{ kind: "anger", severity: "medium" }] }, 12),
      line({ intents: ["fees", "deposit"], risks: [{ kind: "distress", severity: "high" }] }, 11),
      line({ risks: [{ kind: "anger", severity: "high" }] }, 10),
    ];
    const { topics, concerns } = analyseLines(lines);
    expect(topics.map(({ intent, messageId }) => [intent, messageId])).toEqual([
      ["fees", "m12"],
      ["deposit", "m11"],
    ]);
    expect(concerns.map(({ kind, severity, messageId }) => [kind, severity, messageId])).toEqual([
      ["anger", "high", "m10"],
      ["distress", "high", "m11"],
    ]);
  });
});

describe("what to do next with a lead", () => {
  const said = (...asked: string[]) =>
    analyseLines(asked.map((intent, index) => line({ intents: [intent] }, 12 - index)));
  it.each([
    ["what they asked last", said("fees", "deposit"), free, "explain_fees"],
    [
      "what they asked before, where the last means nothing",
      said("promotion", "account_opening"),
      free,
      "open_account",
    ],
    ["a complaint before a later question", said("deposit", "complaint"), free, "answer_complaint"],
    ["nothing unasked for who opted out", said("deposit"), { ...free, hasOptedOut: true }, "wait"],
    [
      "a complaint of who opted out all the same",
      said("complaint"),
      { ...free, hasOptedOut: true },
      "answer_complaint",
    ],
    ["a withdrawal that waits", said("deposit", "complaint"), { ...free, hasWithdrawal: true }, "settle_withdrawal"],
    ["a way to reach them", said(), { ...free, hasContact: false }, "ask_contact"],
    ["to go on", said(), free, "follow_up"],
  ] as const)("is %s", (_, analysis, standing, step) => {
    expect(nextStep(analysis, standing)).toBe(step);
  });

  it("never sells to who is in trouble, waits for their money or opted out, whatever they asked", () => {
    const selling = ["explain_deposit", "open_account", "ask_contact", "follow_up", "explain_fees", "help_documents"];
    const anyLine = fc.record({
      intents: fc.array(fc.constantFrom<string>(...intents), { maxLength: 3 }),
      severity: fc.constantFrom("low", "medium", "high", "critical" as const),
    });
    fc.assert(
      fc.property(
        fc.array(anyLine, { maxLength: 6 }),
        fc.boolean(),
        fc.boolean(),
        (drawn, hasWithdrawal, hasOptedOut) => {
          const lines = drawn.map(({ intents: asked, severity }, index) =>
            line({ intents: asked, risks: [{ kind: "distress", severity }] as LeadLine["risks"] }, 20 - index),
          );
          const isGrave = drawn.some(({ severity }) => severity === "high" || severity === "critical");
          const step = nextStep(analyseLines(lines), { ...free, hasWithdrawal, hasOptedOut });
          if (isGrave) expect(step).toBe("see_to_concern");
          if (isGrave || hasWithdrawal || hasOptedOut) expect(selling).not.toContain(step);
        },
      ),
    );
  });
});
