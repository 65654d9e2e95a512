import { setMaxListeners } from "node:events";
import { Agent, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { signedRequest } from "../../../playground/slack/signed-request.ts";
import { benchSecrets, slackMessage, telegramMessage, type WireMessage } from "../../bench/wire-messages.ts";
import { type Random, randomOf } from "../../day/random.ts";
import { brokerFaqs } from "../../support/faqs.ts";
import { chatNumber, type FaultPlatforms, kfCustomer, type PlatformName, platformNames } from "./platforms.ts";

/** One message of a customer, and what became of it on its way in. */
export interface Sent {
  platform: PlatformName;
  /** Which customer of the platform. */
  chat: number;
  /** What it asks about, which its answer shows. */
  about: string;
  /** The product said 200; of WeCom, which keeps messages until they are fetched: that it was written. */
  isAcknowledged: boolean;
}

export interface Load {
  /** Messages of all customers, in the order in which they were written. */
  sent: readonly Sent[];
  /** Chats in which a later message came before an earlier one. */
  shuffled: ReadonlySet<string>;
  redelivered(): number;
  /** Writes at a rate until `seconds` are over; resolves when the last has been written, acknowledged or not. */
  write(perSecond: number, seconds: number): Promise<void>;
  /** One customer writes once; `wires` are the webhooks that this makes, one after the other. */
  ask(platform: PlatformName, chat: number, wires?: (wire: WireMessage) => WireMessage[]): void;
  /** Resolves when every message was acknowledged, or `withinMs` is over. */
  acknowledged(withinMs: number): Promise<void>;
  /** Where the product listens from now on. */
  callAt(url: string): void;
  /** Ends what is still under way. */
  stop(): void;
}

const REDELIVERED = 0.2;
const OUT_OF_ORDER = 0.05;
/** Platforms try for hours; here the pauses are short, so that a fault's end is noticed soon. */
const RETRY_MS = [0, 200, 500, 1_000];
const ANSWER_WITHIN_MS = 10_000;

export const questions = [brokerFaqs[0], brokerFaqs[2]].map((faq) => faq?.question ?? "");

/** The questions differ in what they are about, and so do their answers. */
export function aboutOf(text: string): string {
  if (/withdraw/i.test(text)) return "withdrawal";
  if (/account|register/i.test(text)) return "account";
  return text.slice(0, 40);
}

/** Customers of three platforms at once: a fifth of what they write is delivered twice, a twentieth out of order. */
export function startLoad(platforms: FaultPlatforms, seed: number): Load {
  const random = randomOf(seed);
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const sent: Sent[] = [];
  const shuffled = new Set<string>();
  const written = new Map<string, number>();
  /** The latest of a chat's messages that was taken, and of Telegram, which waits for each answer, the last one's way. */
  const latest = new Map<string, number>();
  const queues = new Map<string, Promise<void>>();
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  // Every pause under way listens for the end.
  setMaxListeners(0, stopping.signal);
  let url = "";
  let turn = 0;
  let redelivered = 0;

  const start = (work: Promise<void>) => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };
  const draft = (platform: PlatformName, chat: number) => {
    const key = `${platform}:${chat}`;
    const before = written.get(key) ?? 0;
    written.set(key, before + 1);
    const text = questions[before % questions.length] ?? "";
    const message: Sent = { platform, chat, about: aboutOf(text), isAcknowledged: false };
    sent.push(message);
    return { text, message };
  };
  const byWebhook = (platform: "telegram" | "slack", chat: number) => {
    const { text, message } = draft(platform, chat);
    const wire = (platform === "telegram" ? telegramMessage : slackMessage)(chatNumber(chat), text);
    const key = `${platform}:${chat}`;
    const number = written.get(key) ?? 0;
    return async () => {
      await untilTaken(() => post(agent, url, wire), stopping.signal);
      message.isAcknowledged = !stopping.signal.aborted;
      // Taken after a later one: in a swap, or because Slack's retries do not wait for each other.
      if (number < (latest.get(key) ?? 0)) shuffled.add(key);
      latest.set(key, Math.max(number, latest.get(key) ?? 0));
      if (!random.chance(REDELIVERED)) return;
      redelivered += 1;
      await pause(random.between(0, 300), undefined, { signal: stopping.signal }).catch(() => undefined);
      await untilTaken(() => post(agent, url, again(platform, wire, random)), stopping.signal);
    };
  };
  const write = (platform: PlatformName, chat: number) => {
    if (platform === "wecom") {
      const { text, message } = draft(platform, chat);
      writeToWecom(platforms, chat, text, random.chance(REDELIVERED) ? () => (redelivered += 1) : null);
      message.isAcknowledged = true;
      return 1;
    }
    const first = byWebhook(platform, chat);
    const key = `${platform}:${chat}`;
    const send = (work: () => Promise<void>) => {
      const before = platform === "telegram" ? queues.get(key) : undefined;
      const sending = before ? before.then(work) : work();
      queues.set(key, sending);
      start(sending);
    };
    if (!random.chance(OUT_OF_ORDER)) {
      send(first);
      return 1;
    }
    // The chat's second message overtakes its first.
    const second = byWebhook(platform, chat);
    send(() => second().then(first));
    return 2;
  };

  const ask: Load["ask"] = (platform, chat, wires = (wire) => [wire]) => {
    const { text, message } = draft(platform, chat);
    if (platform === "wecom") {
      writeToWecom(platforms, chat, text, null);
      message.isAcknowledged = true;
      return;
    }
    const all = wires((platform === "telegram" ? telegramMessage : slackMessage)(chatNumber(chat), text));
    start(
      (async () => {
        for (const wire of all) await untilTaken(() => post(agent, url, wire), stopping.signal);
        message.isAcknowledged = !stopping.signal.aborted;
      })(),
    );
  };

  return {
    sent,
    shuffled,
    ask,
    redelivered: () => redelivered,
    write: async (perSecond, seconds) => {
      const started = performance.now();
      for (let count = 0; count < perSecond * seconds && !stopping.signal.aborted; ) {
        const dueMs = (count / perSecond) * 1_000 - (performance.now() - started);
        if (dueMs > 1) await pause(dueMs);
        const platform = platformNames[turn % platformNames.length] ?? "telegram";
        count += write(platform, Math.floor(turn / platformNames.length) % platforms.chats);
        turn += 1;
      }
    },
    acknowledged: async (withinMs) => {
      const over = pause(withinMs, undefined, { ref: false });
      let isOver = false;
      void over.then(() => {
        isOver = true;
      });
      while (underWay.size > 0 && !isOver) await Promise.race([Promise.allSettled(underWay), over]);
    },
    callAt: (next) => {
      url = next;
      platforms.wecom.callbacks.setUrl(`${next}/webhooks/wecom`);
    },
    stop: () => {
      stopping.abort();
      agent.destroy();
    },
  };
}

/** The same once more: of Slack, whose envelopes carry ids of their own, half of the time in another envelope. */
function again(platform: "telegram" | "slack", wire: WireMessage, random: Random): WireMessage {
  if (platform !== "slack" || random.chance(0.5)) return wire;
  return { ...wire, body: wire.body.replace(/"event_id":"[^"]+"/, (id) => `${id.slice(0, -1)}R"`) };
}

/** As it leaves now: what Slack repeats is signed anew, since it carries the time. */
function leaving(wire: WireMessage): WireMessage {
  if (wire.path !== "/webhooks/slack") return wire;
  const contentType = "application/json";
  const { headers } = signedRequest(benchSecrets.slackSigningSecret, { body: wire.body, contentType, at: new Date() });
  return { ...wire, headers };
}

/** WeCom's list names a message twice when `twice` is given. */
function writeToWecom(platforms: FaultPlatforms, chat: number, text: string, twice: (() => void) | null): void {
  const { customers } = platforms.wecom;
  const at = kfCustomer(chat);
  const msgid = customers.writes(at, text);
  if (!twice) return;
  twice();
  customers.put(at.openKfId, {
    msgid,
    send_time: Math.floor(Date.now() / 1_000),
    open_kfid: at.openKfId,
    external_userid: at.externalUserId,
    origin: 3,
    msgtype: "text",
    text: { content: text },
  });
}

async function untilTaken(call: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; failures++) {
    if (await call()) return;
    const ms = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    await pause(ms, undefined, { signal }).catch(() => undefined);
  }
}

/** Whether it was answered with 200. */
function post(agent: Agent, url: string, wire: WireMessage): Promise<boolean> {
  const { path, headers, body } = leaving(wire);
  return new Promise((resolve) => {
    const call = request(
      `${url}${path}`,
      { method: "POST", agent, headers: { ...headers, "content-length": Buffer.byteLength(body) } },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode === 200));
        response.on("error", () => resolve(false));
      },
    );
    call.setTimeout(ANSWER_WITHIN_MS, () => call.destroy());
    call.on("error", () => resolve(false));
    call.end(body);
  });
}
