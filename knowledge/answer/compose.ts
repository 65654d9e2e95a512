import type { CacheStore } from "../../infra/cache/cache-store.ts";
import type { Clock } from "../../infra/clock.ts";
import { UnavailableError } from "../../infra/errors.ts";
import { newTypedCode } from "../../infra/ids.ts";
import type { Log } from "../../infra/log/log.ts";
import { step } from "../../infra/tracing/tracing.ts";
import type { LanguageModel } from "../ports/language-model.ts";
import type { Found } from "../retrieve/search-result.ts";
import type { AnswerRequest } from "./answer.ts";
import { composePrompt } from "./compose-prompt.ts";
import type { Composed } from "./composed.ts";
import { composedCache } from "./composed-cache.ts";
import { judgeComposed } from "./judge-composed.ts";
import type { AnswerTrace } from "./trace.ts";

export interface ComposeParts {
  model: LanguageModel;
  cache: CacheStore;
  clock: Clock;
  log: Log;
  /** For the whole of it, 8 s by default. */
  timeoutMs?: number;
}

const MAX_TOKENS = 700;

/**
 * Lets the model write an answer from what was found, or takes what it wrote before from the same, and checks it. Fills the
 * model's part of the trace. Never rejects for the model's failures.
 */
export async function compose(
  parts: ComposeParts,
  request: AnswerRequest,
  found: readonly Found[],
  trace: AnswerTrace,
): Promise<Composed> {
  const { language, question, context = [], remembered = [], orgId } = request;
  const input = { question, language, context, remembered, passages: found.map(({ entry }) => entry) };
  const cache = composedCache(parts.cache, input, {
    orgId,
    model: parts.model.name,
    knowledgeVersion: trace.knowledgeVersion,
  });
  // What is remembered of a customer goes nowhere else: forgotten, it has to be gone at once.
  const isKept = remembered.length === 0;
  const kept = isKept ? await cache.get() : null;
  const marker = kept?.marker ?? newTypedCode(12);
  const prompt = composePrompt({ ...input, marker });
  trace.model = kept?.model ?? parts.model.name;
  trace.prompt = prompt;
  trace.marker = marker;
  trace.isCached = kept !== null;
  trace.modelOutput = kept?.output ?? (await ask(parts, orgId, trace));
  if (trace.modelOutput === null) return { outcome: "unusable" };
  const output = trace.modelOutput;
  const composed = step("check", () => judgeComposed(output, { found, system: prompt.system, marker }, trace));
  if (isKept && !kept && composed.outcome === "composed") {
    await cache.set({ model: trace.model, marker, output });
  }
  return composed;
}

/** Null when it failed or was late. */
async function ask(
  { model, clock, log, timeoutMs = 8_000 }: ComposeParts,
  orgId: string,
  trace: AnswerTrace,
): Promise<string | null> {
  const { prompt } = trace;
  if (!prompt) return null;
  const startedAt = clock.now().getTime();
  try {
    const completion = await model.complete({ orgId, ...prompt, json: true, maxTokens: MAX_TOKENS, timeoutMs });
    trace.model = completion.model;
    return completion.text.slice(0, 20_000);
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    log.warn("knowledge.model_failed", { org: orgId, error });
    trace.checks = { model: error.message };
    return null;
  } finally {
    trace.timings["modelMs"] = clock.now().getTime() - startedAt;
  }
}
