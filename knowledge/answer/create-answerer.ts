import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import { detectLanguage } from "../../domain/language/detect-language.ts";
import type { Language } from "../../domain/language/language.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Log } from "../../infra/log/log.ts";
import { hasApprovedText } from "../entries.ts";
import type { LanguageModel } from "../ports/language-model.ts";
import { isOutside, type ServicePlace } from "../ports/service-place.ts";
import { defaultThreshold } from "../retrieve/confidence.ts";
import type { Search } from "../retrieve/search.ts";
import type { Found, SearchResult } from "../retrieve/search-result.ts";
import type { Answer, AnswerRequest, GivenAnswer, NoAnswer } from "./answer.ts";
import { completeFollowUp } from "./complete-follow-up.ts";
import { compose } from "./compose.ts";
import { recognizeSmallTalk } from "./small-talk.ts";
import { approvedText, toSource } from "./source.ts";
import { type AnswerTrace, emptyTrace, toRetrieved } from "./trace.ts";

export interface AnswererParts {
  search: Search;
  /** Null: answers are the approved texts themselves. */
  model: LanguageModel | null;
  /** Where the model is; null: in this process. */
  modelPlace: ServicePlace | null;
  clock: Clock;
  log: Log;
  modelTimeoutMs?: number;
}

// What a model is given: the best and what stands beside it. More passages answered no more questions in trials and cost
// tokens and time.
const PASSAGES = 5;
/** How much less sure an entry in the customer's language may be than one in the other. */
const NEARLY_AS_SURE = 0.1;
/** Passages far less likely than the best only mislead. */
const MIN_PASSAGE_CONFIDENCE = 0.2;

/**
 * Answers a question from the organisation's knowledge, or says that it cannot. Without a model, or when the model's
 * text is late or does not pass its checks, the approved text itself is the answer.
 */
export function createAnswerer({ search, model, modelPlace, clock, log, modelTimeoutMs }: AnswererParts) {
  return async (asked: AnswerRequest): Promise<Answer> => {
    const request = withoutSecrets(asked);
    const startedAt = clock.now().getTime();
    const trace = emptyTrace(request.threshold ?? defaultThreshold);
    const smallTalk = recognizeSmallTalk(request.question);
    if (smallTalk) {
      return {
        kind: "small_talk",
        smallTalk,
        answered: false,
        mode: "none",
        answer: null,
        sources: [],
        confidence: 0,
        trace,
      };
    }
    const { found, members } = await findFor(search, request, trace);
    trace.members = members;
    trace.retrieved = found.map(toRetrieved);
    trace.timings["searchMs"] = clock.now().getTime() - startedAt;
    const answer = await answerFrom(found, request, trace);
    trace.timings["totalMs"] = clock.now().getTime() - startedAt;
    return answer;
  };

  async function answerFrom(found: readonly Found[], request: AnswerRequest, trace: AnswerTrace): Promise<Answer> {
    const best = preferred(found, request.language, trace.threshold);
    if (!best || best.confidence < trace.threshold) return noAnswer(best, trace);
    if (!model || isOutside(modelPlace, request.pin) || !hasApprovedText(best.entry)) return approved(best, trace);
    const passages = found
      .filter(({ entry, confidence }) => confidence >= MIN_PASSAGE_CONFIDENCE && hasApprovedText(entry))
      .slice(0, PASSAGES);
    const parts = { model, clock, log, ...(modelTimeoutMs === undefined ? {} : { timeoutMs: modelTimeoutMs }) };
    const composed = await compose(parts, request, passages, trace);
    switch (composed.outcome) {
      case "composed": {
        const { answer, sources } = composed;
        return { ...approved(best, trace), mode: "composed", answer, sources, language: request.language };
      }
      case "abstained":
        return noAnswer(best, trace);
      case "unusable":
        return approved(best, trace);
    }
  }
}

/** Neither a model nor a search service is told a card number or a password; no answer depends on one. */
function withoutSecrets(request: AnswerRequest): AnswerRequest {
  const { question, context, remembered } = request;
  return {
    ...request,
    question: maskSecrets(question),
    ...(remembered ? { remembered: remembered.map(maskSecrets) } : {}),
    ...(context ? { context: context.map(({ from, text }) => ({ from, text: maskSecrets(text) })) } : {}),
  };
}

/** Searches what a follow-up most likely asks; what finds something sure first wins, else the first guess stands. */
async function findFor(search: Search, request: AnswerRequest, trace: AnswerTrace): Promise<SearchResult> {
  const { orgId, language, kb, question, audience, pin } = request;
  const within = { ...(kb === undefined ? {} : { kb }), ...(audience ? { audience } : {}), ...(pin ? { pin } : {}) };
  const ask = (text: string) => {
    trace.queries.push(text);
    return search({ orgId, question: text, language, ...within });
  };
  const completed = completeFollowUp(question, request.context ?? []);
  if (completed === null) return ask(question);
  const first = await ask(completed.withSubject);
  if (isSure(first, trace)) return first;
  for (const text of [completed.withQuestion, question]) {
    const result = await ask(text);
    if (isSure(result, trace)) return result;
  }
  return first;
}

function isSure({ found }: SearchResult, { threshold }: AnswerTrace): boolean {
  return (found[0]?.confidence ?? 0) >= threshold;
}

/** Of two that are good enough and nearly as sure, the one in the language asked for. */
function preferred(found: readonly Found[], language: Language, threshold: number): Found | undefined {
  const [best] = found;
  if (!best || languageOf(best) === language) return best;
  const least = Math.max(threshold, best.confidence - NEARLY_AS_SURE);
  return found.find((one) => languageOf(one) === language && one.confidence >= least) ?? best;
}

function languageOf(found: Found): Language | null {
  return found.entry.language ?? detectLanguage(approvedText(found));
}

function approved(best: Found, trace: AnswerTrace): GivenAnswer {
  return {
    language: languageOf(best),
    kind: "answer",
    answered: true,
    mode: "approved",
    answer: approvedText(best),
    confidence: best.confidence,
    sources: [toSource(best)],
    hasApprovedText: hasApprovedText(best.entry),
    trace,
  };
}

function noAnswer(best: Found | undefined, trace: AnswerTrace): NoAnswer {
  return {
    kind: "no_answer",
    answered: false,
    mode: "none",
    answer: null,
    sources: [],
    confidence: best?.confidence ?? 0,
    trace,
  };
}
