import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { UnavailableError } from "../../infra/errors.ts";
import { createHashedEmbedder } from "../../knowledge/ports/hashed-embedder.ts";
import { createOpenAiEmbedder } from "../../knowledge/ports/openai-embedder.ts";
import { createStaticEmbedder } from "../../knowledge/ports/static-embedder.ts";
import { embedderContract } from "./embedder.contract.ts";
import { type EmbedderBehaviour, type EmbedderService, startEmbedderService } from "./embedder-service.ts";

let service: EmbedderService;
beforeAll(async () => {
  service = await startEmbedderService();
});
afterEach(() => service.behave(undefined));
afterAll(() => service.close());

const open = (options: { dimensions?: number; timeoutMs?: number } = {}) =>
  createOpenAiEmbedder({ baseUrl: service.url, model: "small", ...options });

embedderContract({ name: "the built-in embedder", create: createStaticEmbedder });
embedderContract({ name: "hashed n-grams", create: createHashedEmbedder });
embedderContract({ name: "an OpenAI-compatible service", create: () => open({ dimensions: 384 }) });

describe("an OpenAI-compatible service", () => {
  it("is asked in batches of 64, for floats, and for dimensions only when they are configured", async () => {
    service.requests.length = 0;
    await open().embed(Array.from({ length: 65 }, (_, index) => `text ${index}`));
    await open({ dimensions: 384 }).embed(["one"]);
    expect(
      service.requests.map(({ input, dimensions, encoding_format }) => [input.length, dimensions, encoding_format]),
    ).toEqual([
      [64, undefined, "float"],
      [1, undefined, "float"],
      [1, 384, "float"],
    ]);
  });

  it("decides the dimensions where none are configured", async () => {
    const embedder = open();
    expect(embedder.dimensions).toBeNull();
    await embedder.embed(["one"]);
    expect(embedder.dimensions).toBe(384);
  });

  it.each<[string, EmbedderBehaviour, string]>([
    ["refuses", { status: 401 }, "HTTP 401"],
    ["fails", { status: 500 }, "HTTP 500"],
    ["answers with other dimensions", { dimensions: 100 }, "EMBEDDING_DIMENSIONS"],
    ["leaves a text out", { dropLast: true }, "0 vectors for 1 texts"],
    ["never answers", { silent: true }, "no answer in time"],
    ["says something else", { body: '{"hello": "world"}' }, "unreadable answer"],
    ["says no JSON", { body: "<html>" }, "unreadable answer"],
    ["gives words for numbers", { body: vectorOf(["far", "near"]) }, "unreadable answer"],
    ["gives an empty vector", { body: vectorOf([]) }, "unreadable answer"],
    ["sends ten megabytes", { body: vectorOf(Array(2 * 1024 * 1024).fill(0.25)) }, "its answer is too large"],
  ])("that %s is unavailable, and the message says why", async (_, behaviour, message) => {
    service.behave(behaviour);
    const failure = await open({ dimensions: 384, timeoutMs: 200 })
      .embed(["one"])
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnavailableError);
    expect(failure).toMatchObject({ message: expect.stringContaining(message) });
  });

  it("that failed is asked once, not again and again", async () => {
    service.behave({ status: 500 });
    service.requests.length = 0;
    await open()
      .embed(["one"])
      .catch(() => {});
    expect(service.requests).toHaveLength(1);
  });
});

function vectorOf(embedding: unknown[]): string {
  return JSON.stringify({ object: "list", model: "small", data: [{ object: "embedding", index: 0, embedding }] });
}
