import type { Environment } from "../infra/config/environment.ts";
import type { OpenAiEmbedderOptions } from "../knowledge/index.ts";

/** The embedding service that is set; null: the built-in embedder is. */
export function embeddingService(environment: Environment): OpenAiEmbedderOptions | null {
  const { EMBEDDING_BASE_URL, EMBEDDING_API_KEY, EMBEDDING_MODEL, EMBEDDING_DIMENSIONS } = environment;
  if (!EMBEDDING_BASE_URL || !EMBEDDING_MODEL) return null;
  return optionsOf(EMBEDDING_BASE_URL, EMBEDDING_MODEL, EMBEDDING_API_KEY, EMBEDDING_DIMENSIONS);
}

/** The one that was set before it. Without an address of its own it is another model of the same service. */
export function previousEmbeddingService(environment: Environment): OpenAiEmbedderOptions | null {
  const { EMBEDDING_PREVIOUS_BASE_URL: ownUrl, EMBEDDING_PREVIOUS_MODEL: model } = environment;
  const baseUrl = ownUrl ?? environment.EMBEDDING_BASE_URL;
  if (!baseUrl || !model) return null;
  const apiKey = ownUrl ? environment.EMBEDDING_PREVIOUS_API_KEY : environment.EMBEDDING_API_KEY;
  return optionsOf(baseUrl, model, apiKey, environment.EMBEDDING_PREVIOUS_DIMENSIONS);
}

function optionsOf(
  baseUrl: string,
  model: string,
  apiKey: string | undefined,
  dimensions: number | undefined,
): OpenAiEmbedderOptions {
  return { baseUrl, model, ...(apiKey ? { apiKey } : {}), ...(dimensions ? { dimensions } : {}) };
}
