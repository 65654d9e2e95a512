export const scriptOutcomes = ["good", "bad", "none"] as const;
export type ScriptOutcome = (typeof scriptOutcomes)[number];

/** How long after a script the customer's next message says something about it. */
export const REACTION_MS = 24 * 60 * 60_000;

/** The customer's next message, as it was read when it came. */
export interface Reaction {
  /** After the script arrived. */
  afterMs: number;
  sentiment: "positive" | "neutral" | "negative" | null;
  intent: string | null;
  /** Kinds of risk that were heard. */
  risks: readonly string[];
}

const badIntents = ["complaint", "opt_out"];
const badRisks = ["complaint", "anger", "distress", "fraud_on_customer"];

/**
 * How a customer took a script. What counts:
 * - `good`: they write again within 24 hours of its arrival, whatever the message is (a word, a picture, a question),
 *   and nothing in it is bad.
 * - `bad`: that message is negative in tone, complains, asks for no more messages, or sounds angry, in distress or deceived.
 * - `none`: no message within 24 hours.
 *
 * `success_count` counts the good ones, `success_rate` is their share of good, bad and none together. Scripts that were
 * changed before they were sent are no part of it.
 */
export function scriptOutcome(next: Reaction | null): ScriptOutcome {
  if (next === null || next.afterMs > REACTION_MS) return "none";
  const isBad =
    next.sentiment === "negative" ||
    (next.intent !== null && badIntents.includes(next.intent)) ||
    next.risks.some((risk) => badRisks.includes(risk));
  return isBad ? "bad" : "good";
}
