import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import type { CacheStore } from "../../infra/cache/cache-store.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Log } from "../../infra/log/log.ts";
import { step } from "../../infra/tracing/tracing.ts";
import type { LanguageModel } from "../ports/language-model.ts";
import { isOutside, type ServicePlace } from "../ports/service-place.ts";
import { defaultThreshold } from "../retrieve/confidence.ts";
import type { Search } from "../retrieve/search.ts";
import type { SearchResult } from "../retrieve/search-result.ts";
import type { Answer, AnswerRequest } from "./answer.ts";
import { answerFrom, type Compose } from "./answer-from.ts";
import { completeFollowUp } from "./complete-follow-up.ts";
import { compose } from "./compose.ts";
import { neededOf } from "./rules.ts";
import { recognizeSmallTalk } from "./small-talk.ts";
import { type AnswerTrace, emptyTrace, toRetrieved } from "./trace.ts";

export interface AnswererParts {
  search: Search;
  /** Null: answers are the approved texts themselves. */
  model: LanguageModel | null;
  /** Where the model is; null: in this process. */
  modelPlace: ServicePlace | null;
  /** What the model wrote before. */
  cache: CacheStore;
  clock: Clock;
  log: Log;
  modelTimeoutMs?: number;
}

/**
 * Answers a question from the organisation's knowledge, or says that it cannot. Without a model, or when the model's
 * text is late or does not pass its checks, the approved text itself is the answer.
 */
export function createAnswerer({ search, model, modelPlace, cache, clock, log, modelTimeoutMs }: AnswererParts) {
  return async (asked: AnswerRequest): Promise<Answer> => {
    const request = withoutSecrets(asked);
    const startedAt = clock.now().getTime();
    const trace = emptyTrace(request.threshold ?? defaultThreshold, request);
    const smallTalk = request.chosen === undefined ? recognizeSmallTalk(request.question) : null;
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
    const { found, members, version } = await step("retrieve", () => findFor(search, request, trace));
    trace.members = members;
    trace.knowledgeVersion = version;
    trace.retrieved = found.map(toRetrieved);
    trace.timings["searchMs"] = clock.now().getTime() - startedAt;
    const written = composing(request, trace);
    const answer = await step("compose", () => answerFrom(found, request.language, trace, written));
    trace.timings["totalMs"] = clock.now().getTime() - startedAt;
    return answer;
  };

  /** Null where no model may be asked. */
  function composing(request: AnswerRequest, trace: AnswerTrace): Compose | null {
    if (!model || isOutside(modelPlace, request.pin)) return null;
    const parts = { model, cache, clock, log, ...(modelTimeoutMs === undefined ? {} : { timeoutMs: modelTimeoutMs }) };
    return (passages) => compose(parts, request, passages, trace);
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
  const ask = async (text: string) => {
    trace.queries.push(text);
    const result = await search({ orgId, question: text, language, ...within });
    // Whoever asks with a threshold means that one.
    if (request.threshold === undefined && result.thresholds) trace.rules.thresholds = result.thresholds;
    return result;
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

function isSure({ found }: SearchResult, { rules }: AnswerTrace): boolean {
  return found.some((one) => one.confidence >= neededOf(one, rules));
}
