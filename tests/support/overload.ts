import { Agent, request } from "node:http";
import { slackMessage, telegramMessage, type WireMessage } from "../bench/wire-messages.ts";

export interface Overload {
  /** External ids of what was acknowledged, by platform. */
  acknowledged: string[];
  refused: number;
  /** Refusals that did not say when to come again. */
  rude: number;
  /** Neither acknowledged nor refused: cut, late, or anything else. */
  failed: number;
  slowestRefusalMs: number;
  /** What the product holds in memory when the flood has ended, in bytes. */
  memoryBytes: number;
}

/**
 * Sends with so many senders at a time for so long, each its next message as soon as the last was answered. Half
 * of them are Slack's, half Telegram's.
 */
export async function holdOverload(options: { url: string; senders: number; seconds: number }): Promise<Overload> {
  const { url, senders, seconds } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: senders });
  const seen: Overload = { acknowledged: [], refused: 0, rude: 0, failed: 0, slowestRefusalMs: 0, memoryBytes: 0 };
  const until = performance.now() + seconds * 1_000;
  const send = async (sender: number): Promise<void> => {
    while (performance.now() < until) {
      const message = sender % 2 === 0 ? telegramMessage(800_000_000 + sender, "Hi") : slackMessage(sender, "Hi");
      const started = performance.now();
      const answer = await post(agent, url, message);
      if (answer?.status === 200) seen.acknowledged.push(externalId(message));
      else if (answer?.status === 503) {
        seen.refused += 1;
        if (answer.retryAfter === undefined) seen.rude += 1;
        seen.slowestRefusalMs = Math.max(seen.slowestRefusalMs, performance.now() - started);
      } else seen.failed += 1;
    }
  };
  await Promise.all(Array.from({ length: senders }, (_, sender) => send(sender)));
  agent.destroy();
  return { ...seen, memoryBytes: await memoryOf(url) };
}

async function memoryOf(url: string): Promise<number> {
  const metrics = await fetch(`${url}/metrics`).then((answer) => answer.text());
  const found = /^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1];
  if (found === undefined) throw new Error("the product does not tell its memory");
  return Number(found);
}

function externalId({ body }: WireMessage): string {
  const { update_id: update, event } = JSON.parse(body);
  return update === undefined ? `message:${event.channel}:${event.ts}` : String(update);
}

function post(
  agent: Agent,
  url: string,
  { path, headers, body }: WireMessage,
): Promise<{ status: number; retryAfter: string | undefined } | null> {
  return new Promise((resolve) => {
    const call = request(
      `${url}${path}`,
      { method: "POST", agent, timeout: 30_000, headers: { ...headers, "content-length": Buffer.byteLength(body) } },
      (response) => {
        response.resume();
        response.on("close", () =>
          resolve({ status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"] }),
        );
      },
    );
    call.on("timeout", () => call.destroy());
    call.on("error", () => resolve(null));
    call.end(body);
  });
}
