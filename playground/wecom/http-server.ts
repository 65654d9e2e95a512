import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApiAnswer, ApiCall, ApiRoutes } from "./api-call.ts";
import { errcodes, WecomRefusal } from "./errcodes.ts";
import type { Fault, Faults } from "./faults.ts";

const MAX_BODY_BYTES = 32 * 1024 * 1024;

interface Parts {
  routes: ApiRoutes;
  faults: Faults;
  /** Throws `WecomRefusal` for a call without a good access token. */
  check: (query: URLSearchParams) => void;
  /** Told of every call before it is answered. */
  called: (path: string) => void;
  /** Told of every answer that is JSON. */
  answered: (call: WecomCall) => void;
}

/** A call of the server interface with its answer. */
export interface WecomCall {
  path: string;
  body: unknown;
  answer: object;
}

export interface ApiServer {
  baseUrl: string;
  close(): Promise<void>;
}

/** Serves `/cgi-bin/…` on a free local port, with the faults that were asked for. */
export async function startApiServer(parts: Parts): Promise<ApiServer> {
  const server = createServer((request, response) => {
    serve(request, response, parts).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; /* it listens on TCP */
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, parts: Parts): Promise<void> {
  const url = new URL(request.url ?? "/", "http://wecom.test");
  const path = url.pathname.replace(/^\/cgi-bin\//, "");
  const body = await readBody(request);
  parts.called(path);
  const fault = parts.faults.take(path);
  if (fault && fault.kind !== "cut") {
    answerWrongly(response, fault);
    return;
  }
  const call = { path, query: url.searchParams, ...readable(request, body) };
  const answer = await answerOf(parts, call);
  if (fault?.kind === "cut") response.destroy();
  else if ("json" in answer) {
    parts.answered({ path, body: call.body, answer: answer.json });
    writeJson(response, answer.json);
  } else writeFile(response, answer.file);
}

function answerWrongly(response: ServerResponse, fault: Exclude<Fault, { kind: "cut" }>): void {
  switch (fault.kind) {
    case "hang":
      return;
    case "status":
      response.writeHead(fault.status).end("internal error");
      return;
    case "json":
      writeJson(response, fault.json);
      return;
    case "page":
      response.writeHead(200, { "content-type": "text/html" }).end(fault.html);
      return;
    case "errcode":
      writeJson(response, { errcode: fault.errcode, errmsg: fault.errmsg ?? "refused" });
  }
}

async function answerOf({ routes, check }: Parts, call: ApiCall): Promise<ApiAnswer> {
  try {
    const route = routes[call.path];
    if (!route) throw new WecomRefusal(errcodes.noSuchInterface);
    if (call.path !== "gettoken") check(call.query);
    return await route(call);
  } catch (error) {
    if (error instanceof WecomRefusal) return { json: { errcode: error.errcode, errmsg: error.message } };
    throw error;
  }
}

function readable(request: IncomingMessage, body: Buffer): Pick<ApiCall, "body" | "raw" | "form"> {
  const type = request.headers["content-type"] ?? "";
  const isForm = type.startsWith("multipart/form-data");
  return {
    raw: isForm ? "" : body.toString("utf8"),
    body: isForm || body.length === 0 ? {} : parsed(body.toString("utf8")),
    form: () => new Response(body, { headers: { "content-type": type } }).formData(),
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // Fits no shape, so the interface refuses it.
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) throw new RangeError("the body is too long");
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function writeJson(response: ServerResponse, json: object): void {
  response.writeHead(200, { "content-type": "application/json; charset=UTF-8" }).end(JSON.stringify(json));
}

function writeFile(response: ServerResponse, file: { name: string; mimeType: string; bytes: Buffer }): void {
  response
    .writeHead(200, {
      "content-type": file.mimeType,
      // WeCom writes the name's UTF-8 bytes as they are; a header takes them as Latin-1.
      "content-disposition": `attachment; filename="${Buffer.from(file.name, "utf8").toString("latin1")}"`,
    })
    .end(file.bytes);
}
