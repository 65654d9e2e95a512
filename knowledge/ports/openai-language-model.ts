import OpenAI from "openai";
import { UnavailableError } from "../../infra/errors.ts";
import { createBoundedFetch, isLargeAnswer } from "../../infra/http/bounded-fetch.ts";
import type { Completion, CompletionRequest, LanguageModel } from "./language-model.ts";

export interface OpenAiLanguageModelOptions {
  /** Any OpenAI-compatible `/v1` address: DeepSeek, Qwen, a local server. */
  baseUrl: string;
  apiKey?: string;
  model: string;
}

/** Answers are asked for in at most some thousand tokens. */
const MAX_BYTES = 1024 * 1024;

/** Chat completions of an OpenAI-compatible service, at temperature 0. */
export function createOpenAiLanguageModel({ baseUrl, apiKey, model }: OpenAiLanguageModelOptions): LanguageModel {
  const client = new OpenAI({
    baseURL: baseUrl,
    apiKey: apiKey ?? "none",
    maxRetries: 0,
    fetch: createBoundedFetch(MAX_BYTES),
  });
  // Local servers often know no `response_format`; one refusal is enough to stop asking.
  let takesJsonFormat = true;

  async function send(request: CompletionRequest, asJson: boolean, signal: AbortSignal): Promise<Completion> {
    const completion = await client.chat.completions.create(
      {
        model,
        temperature: 0,
        max_tokens: request.maxTokens,
        messages: [{ role: "system", content: request.system }, ...request.messages],
        ...(asJson ? { response_format: { type: "json_object" } } : {}),
      },
      { signal, timeout: request.timeoutMs },
    );
    return toCompletion(completion);
  }

  return {
    name: model,
    complete: async (request) => {
      // The SDK's own timeout ends with the headers; the signal also bounds a body that never ends.
      const signal = AbortSignal.timeout(request.timeoutMs);
      const asJson = request.json && takesJsonFormat;
      try {
        return await send(request, asJson, signal);
      } catch (error) {
        if (!(asJson && error instanceof OpenAI.BadRequestError)) throw asUnavailable(error, signal);
      }
      try {
        const completion = await send(request, false, signal);
        takesJsonFormat = false;
        return completion;
      } catch (error) {
        throw asUnavailable(error, signal);
      }
    },
    close: async () => {},
  };
}

function toCompletion({ choices, model, usage }: OpenAI.ChatCompletion): Completion {
  const text = choices[0]?.message.content;
  if (typeof text !== "string") throw new UnavailableError("The language model answered without text.");
  return {
    text,
    model,
    promptTokens: usage?.prompt_tokens ?? null,
    completionTokens: usage?.completion_tokens ?? null,
  };
}

function asUnavailable(error: unknown, signal: AbortSignal): UnavailableError {
  if (error instanceof UnavailableError) return error;
  if (signal.aborted || error instanceof OpenAI.APIConnectionTimeoutError) {
    return new UnavailableError("The language model did not answer in time.", error);
  }
  return new UnavailableError(`The language model failed (${reasonOf(error)}).`, error);
}

function reasonOf(error: unknown): string {
  if (isLargeAnswer(error)) return "its answer is too large";
  if (!(error instanceof OpenAI.APIError)) return "unreadable answer";
  return error.status ? `HTTP ${error.status}` : "not reachable";
}
