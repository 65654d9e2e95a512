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

// What is left over would wait in front of the next figure, so it is given time while there are answers at all. Some bots
// never give all of them.
const ANSWERED_WITHIN_MS = 120_000;
const SILENT_FOR_MS = 10_000;

const platforms = await startInstantPlatforms();
const waitingSince = new Map<string, number>();
let replied: number[] = [];
let lastReplyAt = 0;
let unasked = 0;
let afterReply: ((chat: string) => void) | undefined;
platforms.onMessage((chat) => {
  const since = waitingSince.get(chat);
  if (since === undefined) {
    unasked += 1;
    return;
  }
  waitingSince.delete(chat);
  lastReplyAt = performance.now();
  replied.push(lastReplyAt - since);
  afterReply?.(chat);
});

process.on("message", (order: LoadOrder) => {
  void carryOut(order).then((result) => process.send?.(result));
});
process.on("disconnect", () => process.exit());
const { telegramRoot, slackUrl, modelUrl } = platforms;
process.send?.({ platforms: { telegramRoot, slackUrl }, modelUrl });

function carryOut(order: LoadOrder): Promise<LoadResult> {
  waitingSince.clear();
  replied = [];
  unasked = 0;
  afterReply = undefined;
  switch (order.kind) {
    case "saturate":
      return saturate(order);
    case "acks":
      return sendAtRate(order);
    case "replies":
      return converse(order);
    case "steady":
      return keepSteady(order);
    case "dialogues":
      return holdDialogues(order);
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
  return resultOf({ took, failed, seconds });
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
  return resultOf({ took, failed, seconds });
}

async function keepSteady(order: Extract<LoadOrder, { kind: "steady" }>): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const took: number[] = [];
  let failed = 0;
  const started = performance.now();
  await atRate(order.perSecond, Math.round((order.perSecond * order.milliseconds) / 1_000), async (index) => {
    const chat = order.firstChat + (Math.floor(index / 2) % order.chats);
    const text = order.texts[index % order.texts.length] ?? "";
    const ms = await post(agent, order.url, messageFor(index % 2 === 0 ? "telegram" : "slack", chat, text));
    if (ms === null) failed += 1;
    else took.push(ms);
  });
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return resultOf({ took, failed, seconds });
}

/** Each chat asks once; measured from the webhook's departure to the answer's arrival at the platform. */
async function converse(order: Extract<LoadOrder, { kind: "replies" }>): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const redelivered = order.redelivered ?? 0;
  let failed = 0;
  const started = performance.now();
  await atRate(order.perSecond, order.questions.length, async (index) => {
    const chat = order.firstChat + (index % order.chats);
    waitingSince.set(keyOf(order.platform, chat), performance.now());
    const message = messageFor(order.platform, chat, order.questions[index] ?? "");
    const ms = await post(agent, order.url, message);
    if (ms === null) failed += 1;
    if (Math.floor((index + 1) * redelivered) > Math.floor(index * redelivered)) await post(agent, order.url, message);
  });
  await untilAnswered();
  const seconds = (performance.now() - started) / 1000;
  // A second answer to what came twice would come now.
  if (redelivered > 0) await pause(2_000);
  agent.destroy();
  return resultOf({ took: replied, failed: failed + waitingSince.size, seconds });
}

/** A closed loop: what a bot answers when it is never left idle and never asked for more than it can. */
async function holdDialogues(order: Extract<LoadOrder, { kind: "dialogues" }>): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: order.atOnce });
  const started = performance.now();
  const until = started + order.milliseconds;
  let asked = 0;
  let failed = 0;
  const ask = (chat: number) => {
    const question = order.questions[asked % order.questions.length] ?? "";
    asked += 1;
    waitingSince.set(keyOf(order.platform, chat), performance.now());
    void post(agent, order.url, messageFor(order.platform, chat, question)).then((ms) => {
      if (ms === null) failed += 1;
    });
  };
  afterReply = () => {
    if (performance.now() < until) ask(order.firstChat + (asked % order.chats));
  };
  for (let index = 0; index < order.atOnce; index++) ask(order.firstChat + index);
  await pause(order.milliseconds);
  const seconds = (performance.now() - started) / 1000;
  const took = replied.slice();
  await untilAnswered();
  agent.destroy();
  return resultOf({ took, failed: failed + waitingSince.size, seconds });
}

async function untilAnswered(): Promise<void> {
  const started = performance.now();
  const isOver = () => {
    const now = performance.now();
    return now - started > ANSWERED_WITHIN_MS || now - Math.max(started, lastReplyAt) > SILENT_FOR_MS;
  };
  while (waitingSince.size > 0 && !isOver()) await pause(5);
}

function keyOf(platform: "telegram" | "slack", chat: number): string {
  return platform === "slack" ? `D${chat}` : String(chat);
}

function resultOf({ took, failed, seconds }: { took: number[]; failed: number; seconds: number }): LoadResult {
  return { count: took.length, failed, unasked, perSecond: took.length / seconds, ...percentiles(took) };
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
