import { Conversation } from "../../domain/conversations/conversation.ts";
import type { Message } from "../../domain/conversations/message.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { readRules } from "../converse/organisation-rules.ts";
import { plainText } from "../ports/rich-text.ts";
import { type DeskView, findDesk } from "./desk-view.ts";
import { mirrorChange, type ShownChange } from "./mirror.ts";
import { tellThread } from "./tell-thread.ts";

/** The conversation's place at the desk, found from its id alone; null when it has none. */
export async function deskOf(
  scope: OrgScope,
  channels: ChannelDirectory,
  conversationId: string,
): Promise<DeskView | null> {
  const conversation = await Conversation.query(scope.trx).findOne({ orgId: scope.orgId, id: conversationId });
  const customer = conversation && (await Customer.query(scope.trx).findById(conversation.customerId));
  if (!conversation || !customer) return null;
  const { language } = readRules(await loadSettings(scope));
  return findDesk(scope, channels, conversation, { customer, language });
}

/** A customer's edit or recall, at the desk. */
export async function showChange(
  scope: OrgScope,
  channels: ChannelDirectory,
  conversationId: string,
  change: ShownChange,
): Promise<void> {
  const desk = await deskOf(scope, channels, conversationId);
  if (desk) await mirrorChange(scope, desk, change);
}

/** Staff changed or deleted a line that went to the customer: they learn that the customer still has it. */
export async function tellNotPassedOn(
  scope: OrgScope,
  channels: ChannelDirectory,
  message: Message,
  kind: "edited" | "deleted",
  line: { externalMessageId: string; receipt: string },
): Promise<string> {
  const desk = await deskOf(scope, channels, message.conversationId);
  if (desk) {
    const words = {
      edited: {
        en: `Your change was not passed on: ${desk.customerName} has the line as it was first sent.`,
        zh: `修改未同步：${desk.customerName} 收到的仍是最初发送的内容。`,
      },
      deleted: {
        en: `Deleting it here took nothing back: ${desk.customerName} still has the line.`,
        zh: `在此删除并未撤回：${desk.customerName} 仍能看到该内容。`,
      },
    }[kind][desk.language];
    await tellThread(scope, desk, {
      content: plainText(words),
      act: { by: "bot", why: `line ${kind} at the desk`, receipt: line.receipt },
      ...(kind === "edited" ? { replyTo: line.externalMessageId } : {}),
    });
  }
  return `line ${kind} at the desk: not passed on`;
}
