import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What the model was told, as an OpenAI-compatible server sees it. */
export interface ModelRequest {
  model: string;
  messages: { role: string; content: string }[];
  response_format?: { type: string };
}

/**
 * What it does: says something, also not before something else has happened, answers otherwise, fails with a status, or
 * never ends.
 */
export type ModelAct =
  | { say: string; after?: Promise<unknown> }
  | { body: string }
  | { status: number }
  | { silent: true }
  | { endless: true };

export interface ScriptedModel {
  /** `/v1` address for an OpenAI-compatible client. */
  url: string;
  requests: ModelRequest[];
  /** Decides each answer from the request. */
  script(act: (request: ModelRequest) => ModelAct): void;
  close(): Promise<void>;
}

/** A chat model over HTTP that does what a test says. */
export async function startScriptedModel(): Promise<ScriptedModel> {
  const requests: ModelRequest[] = [];
  let act: (request: ModelRequest) => ModelAct = () => ({ status: 500 });
  const server = createServer(async (request, response) => {
    const body: ModelRequest = JSON.parse(await text(request));
    requests.push(body);
    const doing = act(body);
    if ("silent" in doing) return;
    if ("status" in doing) {
      response.writeHead(doing.status, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: { message: "no" } }));
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    if ("body" in doing) {
      response.end(doing.body);
      return;
    }
    if ("endless" in doing) {
      // The head comes at once, the body never ends: a client that only bounds the time to the head waits for ever.
      response.write('{"choices":[');
      return;
    }
    await doing.after;
    response.end(
      JSON.stringify({
        model: `${body.model}-2026`,
        choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: doing.say } }],
        usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    script: (next) => {
      act = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
