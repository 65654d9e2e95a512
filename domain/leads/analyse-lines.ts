import { type Intent, intents, type RiskSeverity, riskSeverities } from "../conversations/signals.ts";
import type { LeadAnalysis } from "./lead-analysis.ts";
import type { LeadLine } from "./lead-lines.ts";

const MOST = 8;

/** Small talk and orders to the bot say nothing of what somebody wants from the firm. */
const notTopics: readonly string[] = [
  "greeting",
  "thanks",
  "goodbye",
  "other",
  "opt_in",
  "opt_out",
] satisfies readonly Intent[];

/** By rules: what the lines, newest first, ask about and what a person should look at, each once with its newest line. */
export function analyseLines(lines: readonly LeadLine[]): Pick<LeadAnalysis, "topics" | "concerns"> {
  const topics = new Map<string, LeadAnalysis["topics"][number]>();
  const concerns = new Map<string, LeadAnalysis["concerns"][number]>();
  for (const { messageId, version, at, intents: asked, risks } of lines) {
    for (const intent of asked) {
      if (!notTopics.includes(intent) && !topics.has(intent)) topics.set(intent, { intent, messageId, version, at });
    }
    for (const { kind, severity } of risks) {
      const known = concerns.get(kind);
      if (!known || gravity(severity) > gravity(known.severity))
        concerns.set(kind, { kind, severity, messageId, version, at });
    }
  }
  return {
    topics: [...topics.values()].slice(0, MOST),
    concerns: [...concerns.values()]
      .sort((left, right) => gravity(right.severity) - gravity(left.severity))
      .slice(0, MOST),
  };
}

/** True for a code that is the product's own. */
export function isOwnIntent(code: string): code is Intent {
  return (intents as readonly string[]).includes(code);
}

function gravity(severity: RiskSeverity): number {
  return riskSeverities.indexOf(severity);
}
