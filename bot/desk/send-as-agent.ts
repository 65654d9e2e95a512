import { z } from "zod";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import { defineSetting, readSetting, type Settings } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { alertHeld } from "../alerts/alert-of-held.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { FileRelease } from "../conduct/approvals/held-text.ts";
import { type GateResult, sendToCustomer } from "../converse/customer-outbox.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import { languageOfCustomer } from "../converse/language-of-customer.ts";
import { readRules } from "../converse/organisation-rules.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import type { Aftermath, DeliveryAct, FileReference } from "../delivery/queue-delivery.ts";
import { refuseSelling } from "../funds/refuse-selling.ts";
import type { RichText } from "../ports/rich-text.ts";
import { dropOtherFocus } from "./focus.ts";
import { markLine } from "./mark-line.ts";
import { refuse } from "./refuse.ts";

export interface AgentWords {
  /** Locked. */
  conversation: Conversation;
  staff: Staff;
  content: RichText;
  /** The line, button or command behind it. */
  why: string;
  receipt: string;
  script?: NonNullable<DeliveryAct["script"]>;
  material?: NonNullable<DeliveryAct["material"]>;
  offer?: NonNullable<DeliveryAct["offer"]>;
  isPrepared?: boolean;
  files?: FileReference[];
  /** The files wait for somebody else's decision. */
  release?: FileRelease;
  /** What is told beside the line once it is known whether it arrived. */
  after?: Aftermath;
}

/**
 * Sends a person's words to the customer, through the gate. Only whoever has the conversation may, and only while it is
 * open; the row is locked, so nobody can lose it in between.
 * @throws RuleError with words for the person.
 */
export async function sendAsAgent(scope: OrgScope, deps: ConverseDeps, words: AgentWords): Promise<GateResult> {
  const { conversation, staff } = words;
  if (conversation.agentId !== staff.userId) return refuse("not_owner", notYours);
  if (conversation.status !== "active") return refuse("resolved", isResolved);
  await dropOtherFocus(scope, staff.userId, conversation.id);
  const channel = await deps.channels.byId(conversation.channelId);
  if (!channel) return refuse("no_channel", channelGone);
  if (words.script) await refuseSelling(scope, words.script.id, conversation.customerId);
  const settings = await loadSettings(scope);
  const rules = readRules(settings);
  const at = deps.clock.now();
  const joinMs = joinMsOf(settings, channel, conversation.externalChatId);
  const seconds = readSendDelay(settings);
  const waitMs = Math.max(joinMs, seconds * 1000);
  const result = await sendToCustomer(scope, rules, {
    channel,
    conversation,
    content: words.content,
    language: (await languageOfCustomer(scope, conversation)) ?? rules.language,
    purpose: "reply",
    sender: { type: "agent", userId: staff.userId },
    act: {
      by: "user",
      userId: staff.userId,
      why: words.why,
      receipt: words.receipt,
      ...(words.script ? { script: words.script } : {}),
      ...(words.material ? { material: words.material } : {}),
      ...(words.offer ? { offer: words.offer } : {}),
      ...(words.isPrepared ? { isPrepared: true } : {}),
      ...(joinMs > 0 ? { joins: true } : {}),
      ...(words.after ? { after: words.after } : {}),
    },
    at,
    ...(words.files ? { files: words.files } : {}),
    ...(words.release ? { release: words.release } : {}),
    ...(waitMs > 0 ? { notBefore: new Date(at.getTime() + waitMs) } : {}),
  });
  if (result.held) await alertHeld(scope, deps.channels, result.approvalNumber, at);
  if (seconds > 0 && !result.held && words.after?.kind === "mark_line") {
    const place = { ...words.after, messageId: result.message.id };
    const label = { en: "Cancel", zh: "取消" }[place.language];
    const buttons = [{ id: `cancel_line:${result.message.id}`, label }];
    await markLine(scope, deps.channels, place, { kind: "sending", seconds, buttons });
  }
  return result;
}

/** Seconds that a person's line waits before it goes out, in which it can be cancelled. */
export const sendDelay = defineSetting("desk.send_delay", z.number().min(0).max(3), 0);

/** How many seconds a person's line waits in which it can be stopped (setting `desk.send_delay`). */
function readSendDelay(settings: Settings): number {
  return readSetting(settings, sendDelay);
}

/** How long a person's line waits for their next ones; null: as the platform needs it. */
export const joinSeconds = defineSetting("delivery.join_seconds", z.number().min(0).max(60).nullable(), null);
const JOIN_SECONDS_WHERE_COUNTED = 4;

/** How long a person's words wait for their next ones: setting `delivery.join_seconds`. */
function joinMsOf(settings: Settings, { adapter }: LiveChannel, chatId: string): number {
  const { replyBudget } = adapter.capabilitiesFor?.(chatId) ?? adapter.capabilities;
  const set = readSetting(settings, joinSeconds);
  return (set ?? (replyBudget ? JOIN_SECONDS_WHERE_COUNTED : 0)) * 1_000;
}

export const notYours = {
  en: "Not sent: you have not taken this conversation.",
  zh: "未发送：您尚未接手此会话。",
};
export const isResolved = {
  en: "Not sent: this conversation is resolved. Reopen it to write to the customer.",
  zh: "未发送：此会话已解决。请重新打开后再回复客户。",
};
const channelGone = {
  en: "Not sent: the channel of this conversation is no longer connected.",
  zh: "未发送：此会话的渠道已断开。",
};
