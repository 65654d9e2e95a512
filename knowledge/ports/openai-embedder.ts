import OpenAI from "openai";
import { UnavailableError } from "../../infra/errors.ts";
import { createBoundedFetch, isLargeAnswer } from "../../infra/http/bounded-fetch.ts";
import { type Embedder, normalize } from "./embedder.ts";

export interface OpenAiEmbedderOptions {
  /** Any OpenAI-compatible `/v1` address. */
  baseUrl: string;
  apiKey?: string;
  model: string;
  /** Asked for and checked; absent: whatever the model gives, checked to stay the same. */
  dimensions?: number;
  /** Texts a request, 64 by default. */
  batchSize?: number;
  /** For one request, 10 s by default. */
  timeoutMs?: number;
}

/** A vector of 16,384 dimensions as text, the most that may be configured. */
const MAX_BYTES_A_TEXT = 512 * 1024;

/** Embeddings from an OpenAI-compatible service. Failures are not retried here: whoever asks knows if it can wait. */
export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  const { model, batchSize = 64, timeoutMs = 10_000 } = options;
  const client = new OpenAI({
    baseURL: options.baseUrl,
    // The client wants a key even where the service does not.
    apiKey: options.apiKey ?? "none",
    timeout: timeoutMs,
    maxRetries: 0,
  });
  let dimensions = options.dimensions ?? null;

  async function embedBatch(batch: readonly string[]): Promise<Float32Array[]> {
    const vectors = await request(client, model, batch, options.dimensions);
    if (vectors.length !== batch.length) {
      throw new UnavailableError(`The embedding service returned ${vectors.length} vectors for ${batch.length} texts.`);
    }
    for (const vector of vectors) {
      dimensions ??= vector.length;
      if (vector.length !== dimensions) {
        throw new UnavailableError(
          `The embedding service returned ${vector.length} dimensions where ${dimensions} were expected. ` +
            "Set EMBEDDING_DIMENSIONS to what the model gives, then run: npx deskhand kb reindex",
        );
      }
    }
    return vectors.map(normalize);
  }

  return {
    name: options.dimensions === undefined ? model : `${model}@${options.dimensions}`,
    get dimensions() {
      return dimensions;
    },
    embed: async (texts) => {
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += batchSize) {
        vectors.push(...(await embedBatch(texts.slice(start, start + batchSize))));
      }
      return vectors;
    },
    close: async () => {},
  };
}

async function request(
  client: OpenAI,
  model: string,
  batch: readonly string[],
  dimensions: number | undefined,
): Promise<Float32Array[]> {
  try {
    const bounded = client.withOptions({ fetch: createBoundedFetch(batch.length * MAX_BYTES_A_TEXT) });
    const { data } = await bounded.embeddings.create({
      model,
      input: [...batch],
      // The SDK would ask for base64 by itself, which many compatible services ignore.
      encoding_format: "float",
      ...(dimensions === undefined ? {} : { dimensions }),
    });
    return [...data].sort((a, b) => a.index - b.index).map(({ embedding }) => toVector(embedding));
  } catch (error) {
    throw new UnavailableError(`The embedding service failed (${describe(error)}).`, error);
  }
}

/** What is no vector would be one that is near to nothing, or to everything. @throws RangeError */
function toVector(embedding: readonly number[]): Float32Array {
  const vector = Float32Array.from(embedding);
  if (vector.length === 0 || !vector.every(Number.isFinite)) throw new RangeError("not a vector");
  return vector;
}

function describe(error: unknown): string {
  if (isLargeAnswer(error)) return "its answer is too large";
  if (error instanceof OpenAI.APIConnectionTimeoutError) return "no answer in time";
  if (error instanceof OpenAI.APIConnectionError) return "not reachable";
  if (error instanceof OpenAI.APIError) return `HTTP ${error.status}`;
  return "unreadable answer";
}
