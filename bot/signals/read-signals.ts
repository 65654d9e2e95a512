import type { Intent } from "../../domain/conversations/signals.ts";
import type { Language } from "../../domain/language/language.ts";
import type { IntentFinding, RiskFinding, SentimentFinding } from "../../knowledge/classify/index.ts";
import { keywordsOf } from "../../knowledge/classify/keywords.ts";
import { readText } from "../../knowledge/classify/read-text.ts";
import type { RecognisedRequest } from "../conduct/customer-requests.ts";
import type { CustomerRequest } from "../conduct/requests/customer-request.ts";
import type { SignalPolicy } from "./signal-policy.ts";

/** What a customer's message tells besides its words. Plain values, with the words that caused each. */
export interface Signals {
  language: Language | null;
  /** The main one, of `intents` or the organisation's own; null where there is no text. */
  intent: string | null;
  intents: IntentFinding[];
  /** Null where there is no text. */
  sentiment: SentimentFinding | null;
  /** Most severe first; anger is among them. */
  risks: RiskFinding[];
  keywords: string[];
}

export const noSignals: Signals = {
  language: null,
  intent: null,
  intents: [],
  sentiment: null,
  risks: [],
  keywords: [],
};

/** Pure. What `recogniseRequest` found is taken over, not looked for again. */
export function readSignals(message: string, request: RecognisedRequest | null, policy: SignalPolicy): Signals {
  const prose = withoutCommand(message);
  const asked = requested(request, message);
  if (prose.trim() === "" && asked.length === 0) return noSignals;
  const text = readText(prose);
  const { intent, sentiment, risk } = policy.classifiers;
  const mood = sentiment.classify(text);
  const intents = [...asked, ...intent.classify(text)];
  return {
    language: text.language,
    intent: intents[0]?.intent ?? "other",
    intents,
    sentiment: mood,
    risks: [...risk.classify(text), ...anger(mood)],
    keywords: keywordsOf(text),
  };
}

/** The word of a command is no prose: blank, so that places stay those of the message. */
function withoutCommand(message: string): string {
  return message.replace(/^\s*[/／][a-z][\w-]*(?:@\w+)?(?=\s|$)/i, (command) => " ".repeat(command.length));
}

const intentOf: Record<CustomerRequest, Intent> = { opt_out: "opt_out", human: "human_request", opt_in: "opt_in" };

// The grammar knows clauses in folded spelling only, so the words are the message where they are not found as written.
function requested(request: RecognisedRequest | null, message: string): IntentFinding[] {
  return (request?.all ?? []).map((kind, index) => {
    const clause = request?.words[index] ?? "";
    const start = clause === "" ? -1 : message.toLowerCase().indexOf(clause);
    const words =
      start === -1
        ? { text: message.slice(0, 200).toWellFormed(), start: 0, end: Math.min(message.length, 200) }
        : { text: message.slice(start, start + clause.length), start, end: start + clause.length };
    return { intent: intentOf[kind], score: 1, words: [words] };
  });
}

function anger(mood: SentimentFinding): RiskFinding[] {
  if (!mood.isAngry) return [];
  const severity = mood.score < -0.85 ? "high" : "medium";
  const words = mood.angry.length > 0 ? mood.angry : mood.negative;
  return [{ kind: "anger", severity, score: Math.abs(mood.score), words }];
}
