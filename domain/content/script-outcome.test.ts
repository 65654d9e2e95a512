import { expect, it } from "vitest";
import { type Reaction, scriptOutcome } from "./script-outcome.ts";

const HOUR = 60 * 60_000;
const reply: Reaction = { afterMs: HOUR, sentiment: "neutral", intent: null, risks: [] };

it.each<[string, Partial<Reaction> | null, "good" | "bad" | "none"]>([
  ["a plain reply", {}, "good"],
  ["a reply nobody could read the tone of", { sentiment: null }, "good"],
  ["a reply after 24 hours exactly", { afterMs: 24 * HOUR }, "good"],
  ["a reply a moment later than that", { afterMs: 24 * HOUR + 1 }, "none"],
  ["an angry reply that comes too late", { afterMs: 25 * HOUR, sentiment: "negative" }, "none"],
  ["silence", null, "none"],
  ["a negative reply", { sentiment: "negative" }, "bad"],
  ["a polite complaint", { sentiment: "neutral", intent: "complaint" }, "bad"],
  ["STOP", { intent: "opt_out" }, "bad"],
  ["anger", { risks: ["anger"] }, "bad"],
  ["a risk that says nothing of the script", { risks: ["off_channel"] }, "good"],
])("counts %s after a script", (_what, reaction, outcome) => {
  expect(scriptOutcome(reaction && { ...reply, ...reaction })).toBe(outcome);
});
