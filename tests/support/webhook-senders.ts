import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { demoAccount } from "../../playground/wecom/account.ts";
import { sealCallback, xmlOf } from "../../playground/wecom/callbacks.ts";
import { startInstantPlatforms } from "../bench/instant-platforms.ts";
import { benchSecrets, slackMessage, telegramMessage, type WireMessage } from "../bench/wire-messages.ts";

const AGAIN_AFTER_MS = 50;
const CUT_AFTER_MS = 10_000;

/** What a person wrote, in the order in which the platform was told that it was taken. */
export interface SenderTrace {
  platform: "telegram" | "slack" | "wecom";
  acknowledged: string[];
}

export interface WebhookSenders {
  /** What the product needs to be told about these platforms. */
  variables: Record<string, string>;
  traces(): SenderTrace[];
  acknowledged(): number;
  /** How often each status was answered; 0: no answer. */
  statuses(): Record<number, number>;
  /** Milliseconds of the slowest acknowledgement so far, and forgets it. */
  takeSlowest(): number;
  /** Headers of the last answer with 503. */
  lastRefusal(): Headers | null;
  /** Everybody's current message is still brought to its end, if the product answers. */
  stop(): Promise<void>;
}

/**
 * People on three platforms who write one message after the other, each in a chat of their own. As their platforms do,
 * what was not acknowledged is sent again until it is, and nothing of that chat before it.
 */
export async function startSenders(options: { url: string; chats: number; everyMs: number }): Promise<WebhookSenders> {
  const platforms = await startInstantPlatforms();
  const stopping = new AbortController();
  const statuses: Record<number, number> = {};
  let slowest = 0;
  let refusal: Headers | null = null;

  const post = async (message: WireMessage): Promise<boolean> => {
    const started = performance.now();
    const { path, headers, body } = message;
    const signal = AbortSignal.timeout(CUT_AFTER_MS);
    const answer = await fetch(`${options.url}${path}`, { method: "POST", headers, body, signal }).catch(() => null);
    await answer?.arrayBuffer().catch(() => undefined);
    const status = answer?.status ?? 0;
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status === 503) refusal = answer?.headers ?? null;
    if (status === 200) slowest = Math.max(slowest, performance.now() - started);
    return status === 200;
  };
  const write = async (trace: SenderTrace, chat: number): Promise<void> => {
    while (!stopping.signal.aborted) {
      const { id, message } = compose[trace.platform](chat);
      // A stop leaves what the product does not take: nobody was told that it was.
      while (!(await post(message()))) {
        if (stopping.signal.aborted) return;
        await pause(AGAIN_AFTER_MS);
      }
      trace.acknowledged.push(id);
      await pause(options.everyMs);
    }
  };
  const traces = (["telegram", "slack", "wecom"] as const).flatMap((platform) =>
    Array.from({ length: options.chats }, (): SenderTrace => ({ platform, acknowledged: [] })),
  );
  const writing = traces.map((trace, index) => write(trace, 700_000_001 + index));
  return {
    variables: {
      TELEGRAM_BOT_TOKEN: benchSecrets.telegramToken,
      TELEGRAM_WEBHOOK_SECRET: benchSecrets.telegramSecret,
      TELEGRAM_MODE: "webhook",
      TELEGRAM_API_ROOT: platforms.telegramRoot,
      SLACK_BOT_TOKEN: benchSecrets.slackToken,
      SLACK_SIGNING_SECRET: benchSecrets.slackSigningSecret,
      SLACK_API_URL: platforms.slackUrl,
      WECOM_CORP_ID: demoAccount.corpId,
      WECOM_AGENT_ID: demoAccount.agentId,
      WECOM_SECRET: demoAccount.secret,
      WECOM_TOKEN: demoAccount.token,
      WECOM_ENCODING_AES_KEY: demoAccount.encodingAesKey,
      WECOM_API_BASE: platforms.telegramRoot,
    },
    traces: () => traces,
    acknowledged: () => traces.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0),
    statuses: () => ({ ...statuses }),
    takeSlowest: () => {
      const taken = slowest;
      slowest = 0;
      return Math.round(taken);
    },
    lastRefusal: () => refusal,
    stop: async () => {
      stopping.abort();
      await Promise.all(writing);
      await platforms.close();
    },
  };
}

interface Composed {
  /** The receipt's external id. */
  id: string;
  /** The same message again with each call, as sent at that moment. */
  message(): WireMessage;
}

let wecomMessages = 4_561_255_354_251_345_929n;

const compose: Record<SenderTrace["platform"], (chat: number) => Composed> = {
  telegram: (chat) => {
    const message = telegramMessage(chat, "Hello?");
    return { id: String(JSON.parse(message.body).update_id), message: () => message };
  },
  slack: (chat) => {
    const message = slackMessage(chat, "Hello?");
    const { channel, ts } = JSON.parse(message.body).event;
    return { id: `message:${channel}:${ts}`, message: () => message };
  },
  wecom: (chat) => {
    wecomMessages += 1n;
    const id = String(wecomMessages);
    const seconds = Math.floor(Date.now() / 1000);
    const xml = xmlOf({
      ToUserName: demoAccount.corpId,
      FromUserName: `member${chat}`,
      CreateTime: seconds,
      MsgType: "text",
      Content: "Hello?",
      MsgId: wecomMessages,
      AgentID: demoAccount.agentId,
    });
    const seal = { timestamp: String(seconds), nonce: randomBytes(5).toString("hex"), random: randomBytes(16) };
    const { query, headers, body } = sealCallback(demoAccount, xml, seal);
    const path = `/webhooks/wecom?${query}`;
    const message = { path, headers: { "content-type": headers["content-type"] ?? "" }, body: body.toString() };
    return { id, message: () => message };
  },
};
