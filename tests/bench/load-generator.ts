/**
 * A program of its own, so that making load does not slow down what is measured: plays the platforms, sends webhooks as
 * its parent's messages say, and answers each with what it measured.
 */
import { Agent, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { startInstantPlatforms } from "./instant-platforms.ts";
import type { LoadOrder, LoadResult } from "./load.ts";
import { percentiles } from "./percentiles.ts";
import { slackMessage, telegramMessage, type WireMessage } from "./wire-messages.ts";

// Long enough for a slow machine: what is left over would wait in front of the next figure.
const ANSWERED_WITHIN_MS = 60_000;

const platforms = await startInstantPlatforms();
const waitingSince = new Map<string, number>();
let replied: number[] = [];
platforms.onMessage((chat) => {
  const since = waitingSince.get(chat);
  if (since === undefined) return;
  waitingSince.delete(chat);
  replied.push(performance.now() - since);
});

process.on("message", (order: LoadOrder) => {
  void carryOut(order).then((result) => process.send?.(result));
});
process.on("disconnect", () => process.exit());
process.send?.({ telegramRoot: platforms.telegramRoot, slackUrl: platforms.slackUrl });

function carryOut(order: LoadOrder): Promise<LoadResult> {
  switch (order.kind) {
    case "saturate":
      return saturate(order);
    case "acks":
      return sendAtRate(order);
    case "replies":
      return converse(order);
  }
}

/** As many senders as told, each with its next message as soon as the last one was acknowledged. */
async function saturate(order: Extract<LoadOrder, { kind: "saturate" }>): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: order.senders });
  const took: number[] = [];
  let failed = 0;
  const until = performance.now() + order.milliseconds;
  const started = performance.now();
  const sender = async (first: number) => {
    for (let chat = first; performance.now() < until; chat += order.senders) {
      const ms = await post(
        agent,
        order.url,
        messageFor(order.platform, order.firstChat + (chat % order.chats), "Hello?"),
      );
      if (ms === null) failed += 1;
      else took.push(ms);
    }
  };
  await Promise.all(Array.from({ length: order.senders }, (_, first) => sender(first)));
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return { count: took.length, failed, perSecond: took.length / seconds, ...percentiles(took) };
}

/** Open loop: messages leave at their time, whether or not earlier ones were acknowledged. */
async function sendAtRate(order: Extract<LoadOrder, { kind: "acks" }>): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const took: number[] = [];
  let failed = 0;
  const started = performance.now();
  await atRate(order.perSecond, order.count, async (index) => {
    const ms = await post(
      agent,
      order.url,
      messageFor(order.platform, order.firstChat + (index % order.chats), "Hello?"),
    );
    if (ms === null) failed += 1;
    else took.push(ms);
  });
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return { count: took.length, failed, perSecond: took.length / seconds, ...percentiles(took) };
}

/** Each chat asks once; measured from the webhook's departure to the answer's arrival at the platform. */
async function converse(order: Extract<LoadOrder, { kind: "replies" }>): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  waitingSince.clear();
  replied = [];
  let failed = 0;
  const started = performance.now();
  await atRate(order.perSecond, order.questions.length, async (index) => {
    const chat = order.firstChat + (index % order.chats);
    const key = order.platform === "slack" ? `D${chat}` : String(chat);
    waitingSince.set(key, performance.now());
    const ms = await post(agent, order.url, messageFor(order.platform, chat, order.questions[index] ?? ""));
    if (ms === null) failed += 1;
  });
  const deadline = performance.now() + ANSWERED_WITHIN_MS;
  while (waitingSince.size > 0 && performance.now() < deadline) await pause(5);
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return {
    count: replied.length,
    failed: failed + waitingSince.size,
    perSecond: replied.length / seconds,
    ...percentiles(replied),
  };
}

/** Starts `count` pieces of work at a rate (0: all at once) and resolves when all have ended. */
async function atRate(perSecond: number, count: number, work: (index: number) => Promise<void>): Promise<void> {
  const started = performance.now();
  const running: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    const dueMs = perSecond === 0 ? 0 : (index / perSecond) * 1000 - (performance.now() - started);
    if (dueMs > 1) await pause(dueMs);
    running.push(work(index));
  }
  await Promise.all(running);
}

function messageFor(platform: "telegram" | "slack", chat: number, text: string): WireMessage {
  return platform === "slack" ? slackMessage(chat, text) : telegramMessage(chat, text);
}

/** Milliseconds until it was acknowledged with 200, or null when it was not. */
function post(agent: Agent, url: string, { path, headers, body }: WireMessage): Promise<number | null> {
  const started = performance.now();
  return new Promise((resolve) => {
    const call = request(
      `${url}${path}`,
      { method: "POST", agent, headers: { ...headers, "content-length": Buffer.byteLength(body) } },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode === 200 ? performance.now() - started : null));
      },
    );
    call.on("error", () => resolve(null));
    call.end(body);
  });
}
