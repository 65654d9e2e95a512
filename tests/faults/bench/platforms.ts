import { startSlackEmulator } from "../../../playground/slack/index.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../../playground/telegram/index.ts";
import { demoAccount } from "../../../playground/wecom/account.ts";
import { type EmulatedWecom, startEmulatedWecom } from "../../../playground/wecom/index.ts";
import { benchSecrets } from "../../bench/wire-messages.ts";
import { openKfId } from "../../support/wecom-desk.ts";
import { type CallProxy, startCallProxy } from "./call-proxy.ts";

export const platformNames = ["telegram", "slack", "wecom"] as const;
export type PlatformName = (typeof platformNames)[number];

/** One message of ours as a platform's customer sees it. */
export interface Shown {
  /** The id that the platform gave it, as the product keeps it. */
  id: string;
  text: string;
}

export interface FaultPlatforms {
  /** What an operator sets. */
  environment: Record<string, string>;
  /** The way of each platform's interface. */
  proxies: Record<PlatformName, CallProxy>;
  telegram: TelegramEmulator;
  wecom: EmulatedWecom;
  /** Customers number `0` to `chats - 1` of each platform: their numbers on the wire. */
  chats: number;
  /** A customer's chat, as the product names it. */
  chatId(platform: PlatformName, index: number): string;
  /** What was shown to a customer, oldest first. */
  shown(platform: PlatformName, index: number): Shown[];
  /** Called with each platform whose customer is shown something. */
  onShown(listener: (platform: PlatformName) => void): void;
  close(): Promise<void>;
}

const FIRST_CHAT = 5_100_000_000;
const DESK_GROUP = -1_001_234_500_001;

export const chatNumber = (index: number): number => FIRST_CHAT + index;
export const kfCustomer = (index: number) => ({
  openKfId,
  externalUserId: `wmAJ2GCAAAme1XQRC-NI-q0_${String(index).padStart(8, "0")}`,
});

/** Three emulated platforms with so many customers each, and a spoilable way to each. */
export async function startFaultPlatforms(options: { chats: number; hasDesk?: boolean }): Promise<FaultPlatforms> {
  const { chats } = options;
  const telegram = await startTelegramEmulator({ token: benchSecrets.telegramToken });
  const slack = await startSlackEmulator({
    botToken: benchSecrets.slackToken,
    signingSecret: benchSecrets.slackSigningSecret,
    teamId: benchSecrets.slackTeam,
  });
  const wecom = await startEmulatedWecom();
  wecom.customers.addAccount({ openKfId, name: "客服" });
  telegram.addGroup({ id: DESK_GROUP, title: "Desk", isForum: true, members: [] });
  for (let index = 0; index < chats; index++) {
    const chat = chatNumber(index);
    telegram.addPerson({ id: chat, firstName: `Customer ${chat}` });
    slack.workspace.addUser({ id: `U${chat}`, name: `customer${chat}` });
    slack.workspace.addChannel({
      id: `D${chat}`,
      name: "directmessage",
      kind: "im",
      members: [`U${chat}`, slack.workspace.bot.userId],
    });
    wecom.customers.add(kfCustomer(index).externalUserId, `Customer ${index}`);
  }
  const slackRoot = slack.baseUrl.replace(/\/$/, "");
  const proxies = {
    telegram: await startCallProxy(telegram.apiRoot, (path) => path.includes("/send")),
    slack: await startCallProxy(slackRoot, (path) => path.endsWith("/chat.postMessage")),
    wecom: await startCallProxy(wecom.baseUrl, (path) => path.includes("/kf/send_msg")),
  };
  const listeners = new Set<(platform: PlatformName) => void>();
  const tell = (platform: PlatformName) => {
    for (const listener of listeners) listener(platform);
  };
  telegram.onCall(({ method, status }) => method === "sendMessage" && status === 200 && tell("telegram"));
  slack.subscribe(({ kind }) => kind === "posted" && tell("slack"));
  wecom.onCall(
    ({ path, answer }) => path === "kf/send_msg" && "errcode" in answer && answer.errcode === 0 && tell("wecom"),
  );

  const chatIds: Record<PlatformName, (index: number) => string> = {
    telegram: (index) => String(chatNumber(index)),
    slack: (index) => `D${chatNumber(index)}`,
    wecom: (index) => `${openKfId}:${kfCustomer(index).externalUserId}`,
  };
  const shown: Record<PlatformName, (index: number) => Shown[]> = {
    telegram: (index) =>
      telegram
        .messages(chatNumber(index))
        .filter(({ message }) => message.from?.id === telegram.bot.id)
        .map(({ message }) => ({ id: `${chatNumber(index)}:${message.message_id}`, text: message.text ?? "" })),
    slack: (index) =>
      slack
        .read(`D${chatNumber(index)}`)
        .filter(({ isBot }) => isBot)
        .map(({ ts, text }) => ({ id: `D${chatNumber(index)}:${ts}`, text })),
    wecom: (index) =>
      wecom
        .kfChat(openKfId, kfCustomer(index).externalUserId)
        .filter(({ from }) => from === "us")
        .map(({ id, text }) => ({ id: `${openKfId}:${id}`, text })),
  };
  return {
    chats,
    telegram,
    wecom,
    proxies,
    environment: {
      TELEGRAM_BOT_TOKEN: benchSecrets.telegramToken,
      TELEGRAM_WEBHOOK_SECRET: benchSecrets.telegramSecret,
      TELEGRAM_MODE: "webhook",
      TELEGRAM_API_ROOT: proxies.telegram.root,
      ...(options.hasDesk ? { TELEGRAM_DESK_CHAT_ID: String(DESK_GROUP) } : {}),
      SLACK_BOT_TOKEN: benchSecrets.slackToken,
      SLACK_SIGNING_SECRET: benchSecrets.slackSigningSecret,
      SLACK_API_URL: `${proxies.slack.root}/api/`,
      WECOM_CORP_ID: demoAccount.corpId,
      WECOM_AGENT_ID: demoAccount.agentId,
      WECOM_SECRET: demoAccount.secret,
      WECOM_TOKEN: demoAccount.token,
      WECOM_ENCODING_AES_KEY: demoAccount.encodingAesKey,
      WECOM_API_BASE: proxies.wecom.root,
    },
    chatId: (platform, index) => chatIds[platform](index),
    shown: (platform, index) => shown[platform](index),
    onShown: (listener) => void listeners.add(listener),
    close: async () => {
      await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
      await Promise.all([telegram.close(), slack.close(), wecom.close()]);
    },
  };
}
