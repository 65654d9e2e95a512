import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Faults, SlackFault } from "./faults.ts";
import { type Arguments, type Method, type MethodContext, MethodError } from "./method.ts";
import type { ResponseUrls } from "./response-urls.ts";
import type { Json } from "./wire-shapes.ts";

export interface ServedBy {
  methods: Record<string, Method>;
  context: () => MethodContext;
  responseUrls: () => ResponseUrls;
  faults: Faults;
  /** Which error a token meets for a method, or null when it may pass. */
  refuse(method: string, token: string | null): string | null;
  scopes: () => readonly string[];
  /** The refusal for rate that the call meets, if it is one too many. */
  limit(method: string, args: Arguments): SlackFault | null;
  /** Called with each call of the Web API, for tests that count. */
  called(method: string, args: Arguments): void;
  /** Called with its answer, where there was one. */
  answered(method: string, args: Arguments, answer: Json): void;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Slack's HTTP side: `/api/METHOD`, uploads, private files and response_urls. */
export function createHttpServer(served: ServedBy): Server {
  return createServer((request, response) => {
    // Each call on its own connection: an emulator that goes away then refuses connections instead of breaking old ones.
    response.setHeader("connection", "close");
    void route(served, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
}

async function route(served: ServedBy, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? "/", "http://emulator").pathname;
  const [, area, ...rest] = path.split("/");
  if (area === "api" && rest[0]) return callMethod(served, rest[0], request, response);
  if (area === "upload" && rest[1]) return takeUpload(served, rest[1], request, response);
  if (area === "files-pri" && rest[0]) return giveFile(served, rest[0], request, response);
  if (area === "response" && rest[0]) {
    const { status, body } = served.responseUrls().answer(rest[0], JSON.parse((await bytesOf(request)).toString()));
    response.writeHead(status, { "content-type": "text/plain" }).end(body);
    return;
  }
  response.writeHead(404).end();
}

async function callMethod(
  served: ServedBy,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const args = await argumentsOf(request);
  served.called(name, args);
  const fault = served.faults.take(name) ?? served.limit(name, args);
  if (fault && fault.kind !== "lost_answer") {
    suffer(fault, response);
    return;
  }
  const answer = await perform(served, name, args, tokenOf(request) ?? args["token"] ?? null);
  if (fault) {
    request.socket.destroy();
    return;
  }
  served.answered(name, args, answer);
  send(response, answer, { "x-oauth-scopes": served.scopes().join(",") });
}

async function perform(served: ServedBy, name: string, args: Arguments, token: string | null): Promise<Json> {
  const refusal = served.refuse(name, token);
  if (refusal) return { ok: false, error: refusal };
  const method = served.methods[name];
  if (!method) return { ok: false, error: "unknown_method" };
  try {
    return { ok: true, ...(await method(args, served.context())) };
  } catch (error) {
    if (error instanceof MethodError) return { ok: false, error: error.message };
    throw error;
  }
}

function suffer(fault: Exclude<SlackFault, { kind: "lost_answer" }>, response: ServerResponse): void {
  switch (fault.kind) {
    case "rate_limited":
      response.writeHead(429, { "retry-after": String(fault.retryAfterSeconds), "content-type": "application/json" });
      response.end('{"ok":false,"error":"ratelimited"}');
      return;
    case "http":
      response.writeHead(fault.status, { "content-type": "text/html" }).end("<html>Slack has a problem</html>");
      return;
    case "error":
      send(response, { ok: false, error: fault.error });
      return;
    case "no_answer":
  }
}

/** The SDK sends multipart, with the bytes in one field. */
async function takeUpload(
  served: ServedBy,
  fileId: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const file = served.context().workspace.files.get(fileId);
  const type = request.headers["content-type"] ?? "";
  const body = await bytesOf(request);
  if (!file) {
    response.writeHead(404).end();
    return;
  }
  file.bytes = type.startsWith("multipart/") ? await firstPart(body, type) : body;
  response.writeHead(200, { "content-type": "text/plain" }).end(`OK - ${file.bytes.byteLength}`);
}

async function firstPart(body: Buffer, type: string): Promise<Buffer> {
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  for (const value of form.values()) if (typeof value !== "string") return Buffer.from(await value.arrayBuffer());
  return Buffer.alloc(0);
}

/** Without a right token Slack does not refuse: it shows its login page. */
function giveFile(served: ServedBy, fileId: string, request: IncomingMessage, response: ServerResponse): void {
  const file = served.context().workspace.files.get(fileId);
  if (served.refuse("files.info", tokenOf(request)) || !served.scopes().includes("files:read")) {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<html>Sign in to Slack</html>");
    return;
  }
  if (!file || file.deleted) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": file.mimeType, "content-length": file.bytes.byteLength }).end(file.bytes);
}

async function argumentsOf(request: IncomingMessage): Promise<Arguments> {
  const text = (await bytesOf(request)).toString();
  if (!request.headers["content-type"]?.startsWith("application/json"))
    return Object.fromEntries(new URLSearchParams(text));
  const body: unknown = JSON.parse(text || "{}");
  return Object.fromEntries(
    Object.entries(body ?? {}).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error("too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tokenOf(request: IncomingMessage): string | null {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? null;
}

function send(response: ServerResponse, answer: Json, headers: Record<string, string> = {}): void {
  response
    .writeHead(200, { "content-type": "application/json; charset=utf-8", ...headers })
    .end(JSON.stringify(answer));
}
