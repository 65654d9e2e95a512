import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { BotApiError } from "./bot-api-error.ts";
import type { Emulation } from "./emulation.ts";
import { type Faults, refusalOf } from "./faults.ts";
import { methods } from "./methods/table.ts";
import { readCall } from "./read-call.ts";

interface ServerParts {
  token: string;
  emulation: Emulation;
  faults: Faults;
  /** Throws for a call beyond the limits that are enforced. */
  flood: (method: string, params: Record<string, unknown>) => void;
  /** Told of each call and its answer, for the page. */
  onCall: (call: BotApiCall) => void;
}

/** One call as it went over the wire; without uploaded bytes. */
export interface BotApiCall {
  method: string;
  params: Record<string, unknown>;
  status: number;
  answer: unknown;
}

const maxBodyBytes = 64 * 1_024 * 1_024;

/** `POST /bot<token>/<method>` and `GET /file/bot<token>/<path>`, as api.telegram.org serves them. */
export function createBotApiServer(parts: ServerParts): Server {
  return createServer((request, response) => {
    serve(parts, request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return;
      const code = error instanceof SyntaxError ? 400 : 500;
      answer(response, code, new BotApiError(code, code === 400 ? "Bad Request: can't parse JSON" : String(error)));
    });
  });
}

async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { token, emulation, faults, flood, onCall } = parts;
  const url = new URL(request.url ?? "/", "http://telegram.invalid");
  const [, first = "", ...rest] = url.pathname.split("/");
  if (first === "file") return serveFile(parts, rest, response);

  const body = await readBody(request);
  if (first !== `bot${token}`) return answer(response, 401, new BotApiError(401, "Unauthorized"));
  const name = rest.join("/");
  const method = methods.get(name.toLowerCase());
  if (!method) return answer(response, 404, new BotApiError(404, "Not Found"));

  const fault = faults.next(name);
  if (fault?.kind === "no_answer") return;
  if (fault?.kind === "cut_before") return void request.socket.destroy();

  const call = readCall(url, request.headers["content-type"] ?? "", body);
  const hungUp = new AbortController();
  response.on("close", () => hungUp.abort());
  const outcome = await run(async () => {
    const refusal = fault && refusalOf(fault);
    if (refusal) throw refusal;
    flood(name, call.params);
    return await method(call, emulation, hungUp.signal);
  });
  if (fault?.kind === "cut_after") return void request.socket.destroy();
  onCall({ method: name, params: call.params, ...outcome });
  answer(response, outcome.status, outcome.answer);
}

async function run(work: () => Promise<unknown>): Promise<{ status: number; answer: unknown }> {
  try {
    return { status: 200, answer: { ok: true, result: await work() } };
  } catch (error) {
    if (error instanceof BotApiError) return { status: error.code, answer: error };
    throw error;
  }
}

function serveFile({ token, emulation }: ServerParts, [bot, ...path]: string[], response: ServerResponse): void {
  const wanted = path.map(decodeURIComponent).join("/");
  const file = Array.from(emulation.world.files.values()).find((candidate) => candidate.path === wanted);
  if (bot !== `bot${token}` || !file) {
    answer(response, 404, new BotApiError(404, "Not Found"));
    return;
  }
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": file.bytes.length });
  response.end(file.bytes);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const json = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(json) });
  response.end(json);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new BotApiError(413, "Request Entity Too Large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
