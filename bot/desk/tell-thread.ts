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
  /** On a surface without threads, while it is nobody's: said to everybody at the desk instead of to nobody. */
  elseToAll?: boolean;
  /** It shows what was said with the customer: where that must not be shown, only this title and why. */
  quoting?: string;
}

/**
 * Says something where the conversation's staff read. On a surface without threads each line names the conversation and
 * goes to whoever has it or is offered it; while it is nobody's, nobody gets its lines, and who takes it is shown what
 * they missed.
 */
export async function tellThread(scope: OrgScope, desk: DeskView, told: ThreadWords): Promise<void> {
  const words = desk.isWithheld && told.quoting !== undefined ? withheld(told, told.quoting, desk) : told;
  const { thread, channel, conversation } = desk;
  const chatId = desk.isThreaded
    ? thread.chatId
    : ((await readerOf(scope, desk)) ?? (words.elseToAll && thread.chatId));
  if (!chatId) return;
  await queueDelivery(scope, {
    channel,
    chat: deskChat(thread),
    target: { chatId },
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

/** The private chat of whoever has the conversation or is offered it; null while it is nobody's. */
export async function readerOf(scope: OrgScope, { thread, channel, conversation }: DeskView): Promise<string | null> {
  const userId = conversation.agentId ?? conversation.offeredTo;
  const person = userId ? await personalChat(scope, channel.id, userId) : null;
  const chat = person ? channel.adapter.privateChat?.(person)?.chatId : undefined;
  // Somebody has it who is not here: it is read by those who are.
  return chat ?? (conversation.agentId ? thread.chatId : null);
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
