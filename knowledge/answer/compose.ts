import type { Clock } from "../../infra/clock.ts";
import { UnavailableError } from "../../infra/errors.ts";
import { newTypedCode } from "../../infra/ids.ts";
import type { Log } from "../../infra/log/log.ts";
import type { LanguageModel } from "../ports/language-model.ts";
import type { Found } from "../retrieve/search-result.ts";
import type { AnswerRequest } from "./answer.ts";
import { composePrompt } from "./compose-prompt.ts";
import { judgeComposed } from "./judge-composed.ts";
import type { Source } from "./source.ts";
import type { AnswerTrace } from "./trace.ts";

export interface ComposeParts {
  model: LanguageModel;
  clock: Clock;
  log: Log;
  /** For the whole of it, 8 s by default. */
  timeoutMs?: number;
}

export type Composed =
  | { outcome: "composed"; answer: string; sources: Source[] }
  /** The model says that the passages do not answer the question. */
  | { outcome: "abstained" }
  /** None of its sentences rests on a passage: a person has to answer. */
  | { outcome: "unsupported" }
  /** It failed, was late, or what it wrote may not be told: the approved text serves. */
  | { outcome: "unusable" };

const MAX_TOKENS = 700;

/** Lets the model write an answer from what was found, and checks it. Fills the model's part of the trace. Never rejects for the model's failures. */
export async function compose(
  { model, clock, log, timeoutMs = 8_000 }: ComposeParts,
  request: AnswerRequest,
  found: readonly Found[],
  trace: AnswerTrace,
): Promise<Composed> {
  const marker = newTypedCode(12);
  const { language, question, context = [] } = request;
  const passages = found.map(({ entry }) => entry);
  const prompt = composePrompt({ question, language, context, passages, marker });
  trace.model = model.name;
  trace.prompt = prompt;
  trace.marker = marker;
  const startedAt = clock.now().getTime();
  try {
    const completion = await model.complete({ ...prompt, json: true, maxTokens: MAX_TOKENS, timeoutMs });
    trace.model = completion.model;
    trace.modelOutput = completion.text.slice(0, 20_000);
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    log.warn("knowledge.model_failed", { org: request.orgId, error });
    trace.checks = { model: error.message };
    return { outcome: "unusable" };
  } finally {
    trace.timings["modelMs"] = clock.now().getTime() - startedAt;
  }
  return judgeComposed(trace.modelOutput, { found, system: prompt.system, marker }, trace);
}
