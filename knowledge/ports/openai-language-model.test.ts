import { afterAll, beforeAll, expect, it } from "vitest";
import { UnavailableError } from "../../infra/errors.ts";
import { type ModelAct, type ScriptedModel, startScriptedModel } from "../../tests/support/scripted-model.ts";
import { createOpenAiLanguageModel } from "./openai-language-model.ts";

let service: ScriptedModel;
beforeAll(async () => {
  service = await startScriptedModel();
});
afterAll(() => service.close());

const ask = (timeoutMs = 5_000) =>
  createOpenAiLanguageModel({ baseUrl: service.url, model: "small" }).complete({
    ...{ orgId: "org", system: "Rules", messages: [{ role: "user", content: "Question" }] },
    ...{ json: true, maxTokens: 10, timeoutMs },
  });

it.each<[string, ModelAct, string]>([
  ["fails", { status: 500 }, "HTTP 500"],
  ["says no JSON", { body: "<html>" }, "unreadable answer"],
  ["says something else", { body: '{"hello": "world"}' }, "unreadable answer"],
  ["says nothing", { body: '{"choices": [{"message": {}}]}' }, "without text"],
  ["sends ten megabytes", { say: "x".repeat(10 * 1024 * 1024) }, "its answer is too large"],
  ["never ends", { endless: true }, "in time"],
])("a service that %s is unavailable, and the message says why", async (_, act, message) => {
  service.script(() => act);
  const failure = await ask("endless" in act ? 200 : undefined).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UnavailableError);
  expect(failure).toMatchObject({ message: expect.stringContaining(message) });
});
