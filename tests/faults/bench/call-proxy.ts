import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** What becomes of the product's calls of a platform or service. */
export type CallFault =
  /** This is answered, and nothing is done. */
  | { kind: "answer"; status: number; headers?: Record<string, string>; body: string }
  /** It is done, after a while. */
  | { kind: "slow"; ms: number }
  /** Nothing is done, and nobody answers until the fault is over; then the connection is cut. */
  | { kind: "never" }
  /** The connection is cut once the request was read: nothing is done. */
  | { kind: "cut_before" }
  /** The same, after it was done. */
  | { kind: "cut_after" };

export interface CallProxy {
  /** `http://127.0.0.1:PORT`, in front of the other side. */
  root: string;
  /** From now on, calls of these methods meet this; null: none any more. */
  fail(fault: CallFault | null): void;
  /** Sends of which the product could not know whether they were done. */
  ambiguous(): number;
  /** Calls that met a fault. */
  met(): number;
  close(): Promise<void>;
}

/** A way to an interface that a test can spoil; `isSend` tells which paths a fault other than an answer is for. */
export async function startCallProxy(target: string, isSend: (path: string) => boolean): Promise<CallProxy> {
  let fault: CallFault | null = null;
  let ambiguous = 0;
  let met = 0;
  const held = new Set<IncomingMessage>();

  const serve = async (from: IncomingMessage, to: ServerResponse) => {
    const body = await bytesOf(from);
    const path = from.url ?? "/";
    const current = fault;
    if (current === null) return forward(target, from, body, to);
    if (current.kind !== "answer" && !isSend(path)) return forward(target, from, body, to);
    met += 1;
    switch (current.kind) {
      case "answer":
        to.writeHead(current.status, { "content-type": "application/json", ...current.headers }).end(current.body);
        return;
      case "slow":
        await pause(current.ms);
        return forward(target, from, body, to);
      case "never":
        ambiguous += 1;
        held.add(from);
        from.socket.once("close", () => held.delete(from));
        return;
      case "cut_before":
        ambiguous += 1;
        from.socket.destroy();
        return;
      case "cut_after":
        ambiguous += 1;
        await forward(target, from, body, null);
        from.socket.destroy();
    }
  };
  const server = createServer((from, to) => {
    serve(from, to).catch(() => from.socket.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    root: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    fail: (next) => {
      fault = next;
      if (next === null) for (const from of held) from.socket.destroy();
    },
    ambiguous: () => ambiguous,
    met: () => met,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Passes a call on; the answer goes nowhere when there is no way back. */
async function forward(target: string, from: IncomingMessage, body: Buffer, to: ServerResponse | null): Promise<void> {
  const { host: _, connection: __, ...headers } = from.headers;
  const call = request(`${target}${from.url}`, { method: from.method ?? "GET", headers, agent: false });
  call.end(body);
  const [answer] = (await once(call, "response")) as [IncomingMessage];
  const bytes = await bytesOf(answer);
  const { connection: ___, "transfer-encoding": ____, ...kept } = answer.headers;
  to?.writeHead(answer.statusCode ?? 502, { ...kept, "content-length": bytes.length }).end(bytes);
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
