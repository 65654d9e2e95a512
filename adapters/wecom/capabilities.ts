import type { Capabilities } from "../../bot/ports/adapter.ts";
import { MAX_CARD_BUTTONS, MAX_SUBTITLE } from "./app-card.ts";
import { MAX_FILE_BYTES } from "./media.ts";
import { MAX_TEXT_BYTES } from "./render.ts";

const HOUR_MS = 3_600_000;

/** A member's chat with the app. The surplus over 30 a minute is dropped without an error (发送应用消息, path 90236). */
export const appCapabilities: Capabilities = {
  textLimit: { max: MAX_TEXT_BYTES, unit: "bytes" },
  buttons: true,
  maxButtons: MAX_CARD_BUTTONS,
  // A longer text does not fit on a card: it goes before it.
  buttonedLine: MAX_SUBTITLE,
  threads: false,
  edits: true,
  // 更新模版卡片消息, path 94888: a card's code works once.
  editsOnce: true,
  deletes: true,
  // 撤回应用消息, path 94867.
  deletesWithinMs: 24 * HOUR_MS,
  filesPerMessage: 1,
  maxFileBytes: MAX_FILE_BYTES,
  uncertainSend: "safe",
  // Neither WeCom nor WeChat tells a person's language (读取成员, path 96255; 获取客户基础信息, path 95159).
  language: "zh",
  vouchesForEmail: true,
  replyBudget: null,
  // Of the published 30 a third is left for deliveries that are two messages: formatted words and a card under them.
  rates: {
    perChat: { messages: 20, perMs: 60_000 },
    perChannel: { messages: 10_000, perMs: 60_000 },
    dropsSurplus: true,
  },
};

/** A customer's chat: five messages after each of theirs, within 48 hours (发送消息, path 94677). */
export const kfCapabilities: Capabilities = {
  ...appCapabilities,
  maxButtons: 10,
  edits: false,
  deletes: false,
  replyBudget: { messages: 5, windowMs: 48 * HOUR_MS },
  rates: { perChannel: { messages: 10_000, perMs: 60_000 } },
};

/** What the channel offers at all, with the stricter of the limits. */
export const channelCapabilities: Capabilities = {
  ...appCapabilities,
  replyBudget: kfCapabilities.replyBudget,
  // What customers write at 微信客服 can be pulled for three days; members' messages to the app are tried three times.
  keepsUntaken: "some",
};
