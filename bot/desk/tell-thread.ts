import { conversationCode } from "../../domain/organisation/codes.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type DeliveryAct, type FileReference, queueDelivery } from "../delivery/queue-delivery.ts";
import type { Button } from "../ports/outbound-message.ts";
import { bold, paragraph, type RichText } from "../ports/rich-text.ts";
import { type DeskView, deskChat } from "./desk-view.ts";
import { withheldWords } from "./text-withheld.ts";

export interface ThreadWords {
  content: RichText;
  buttons?: Button[][];
  files?: FileReference[];
  act: DeliveryAct;
  /** The platform's id of the line that it answers. */
  replyTo?: string;
  /** It shows what was said with the customer: where that must not be shown, only this title and why. */
  quoting?: string;
}

/**
 * Says something where the conversation's staff read. On a surface without threads it goes to whoever has the
 * conversation, else to everybody at the desk, and names the conversation.
 */
export async function tellThread(scope: OrgScope, desk: DeskView, told: ThreadWords): Promise<void> {
  const words = desk.isWithheld && told.quoting !== undefined ? withheld(told, told.quoting, desk) : told;
  const { thread, channel, conversation } = desk;
  await queueDelivery(scope, {
    channel,
    chat: deskChat(thread),
    target: { chatId: desk.isThreaded ? thread.chatId : await recipients(scope, desk) },
    audience: "staff",
    purpose: "desk",
    content: desk.isThreaded ? words.content : [nameOf(desk), ...words.content],
    act: words.act,
    conversationId: conversation.id,
    customerId: conversation.customerId,
    deskThreadId: thread.id,
    ...(words.buttons ? { buttons: words.buttons } : {}),
    ...(words.files ? { files: words.files } : {}),
    ...(words.replyTo ? { replyTo: words.replyTo } : {}),
  });
}

function withheld({ act, replyTo }: ThreadWords, title: string, { language }: DeskView): ThreadWords {
  const content = [paragraph(bold(title), `\n🔒 ${withheldWords[language]}`)];
  return { content, act, ...(replyTo ? { replyTo } : {}) };
}

function nameOf({ conversation, customerName }: DeskView) {
  return paragraph(bold(`${conversationCode(conversation.number)} · ${customerName}`));
}

async function recipients(scope: OrgScope, { thread, channel, conversation }: DeskView): Promise<string> {
  if (!conversation.agentId) return thread.chatId;
  const person = await personalChat(scope, channel.id, conversation.agentId);
  return (person && channel.adapter.privateChat?.(person)?.chatId) ?? thread.chatId;
}

/** A user's account on a channel, or null when they have none there. */
export async function personalChat(
  { trx, orgId }: OrgScope,
  channelId: string,
  userId: string,
): Promise<string | null> {
  const row = await trx("user_identities")
    .where({ org_id: orgId, channel_id: channelId, user_id: userId })
    .orderBy("created_at", "desc")
    .first("external_user_id");
  return row?.external_user_id ?? null;
}
