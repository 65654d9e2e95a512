import { Conversation } from "../../domain/conversations/conversation.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ActionEvent, MessageEvent } from "../ports/inbound-event.ts";
import { RATING_BUTTON } from "./ask-satisfaction.ts";
import { findParties } from "./find-parties.ts";
import { readComment, readScore } from "./read-rating.ts";

/** What a customer's line or press says of a conversation that is over. */
export interface FoundRating {
  conversationId: string;
  said: { kind: "score"; score: number; by: "button" | "digit" } | { kind: "comment" } | { kind: "nothing" };
}

const HOUR_MS = 60 * 60_000;
/** A typed digit answers the question of today only; a button names what it is about, and stays a while longer. */
const DIGIT_COUNTS_MS = 24 * HOUR_MS;
const BUTTON_COUNTS_MS = 7 * 24 * HOUR_MS;

/**
 * The rating or comment that a line is, else null. Where a conversation has been opened since the question, only a digit
 * that was written before we said anything more is one: everything else belongs to what is open.
 */
export async function findRating(
  scope: OrgScope,
  channel: LiveChannel,
  event: MessageEvent,
  { customerId, hasOpen }: { customerId: string; hasOpen: boolean },
  now: Date,
): Promise<FoundRating | null> {
  const score = readScore(event.text);
  const comment = hasOpen ? null : readComment(event);
  if (score === null && comment === null) return null;
  const inChat = { orgId: scope.orgId, customerId, channelId: channel.id, chat: event.chat.key };
  const last = await Conversation.query(scope.trx)
    .where(inChat)
    .modify((query) => hasOpen && query.whereNotIn("status", ["pending", "active"]))
    .orderBy("createdAt", "desc")
    .first();
  if (last?.status !== "resolved" || !last.satisfactionAskedAt) return null;
  if (last.satisfactionCommentUntil) {
    if (hasOpen || last.satisfactionCommentUntil <= now) return null;
    // Another digit in place of the comment corrects the first.
    if (score !== null) return { conversationId: last.id, said: { kind: "score", score, by: "digit" } };
    return comment === null ? null : { conversationId: last.id, said: { kind: comment } };
  }
  const counts = now.getTime() - last.satisfactionAskedAt.getTime() < DIGIT_COUNTS_MS;
  if (score === null || !counts || last.satisfactionRatedAt || (await hasSaidMore(scope, last, event))) return null;
  return { conversationId: last.id, said: { kind: "score", score, by: "digit" } };
}

/** The rating that a press is, or null for every other button, a stranger's, and one that is too old. */
export async function findPressedRating(
  scope: OrgScope,
  channel: LiveChannel,
  event: ActionEvent,
  now: Date,
): Promise<FoundRating | null> {
  const pressed = readPress(event.actionId);
  if (!pressed) return null;
  const { customer } = await findParties(scope, channel, event);
  const conversation = await Conversation.query(scope.trx).findOne({
    orgId: scope.orgId,
    id: pressed.conversationId,
    channelId: channel.id,
    chat: event.chat.key,
  });
  const askedAt = conversation?.satisfactionAskedAt;
  if (!conversation || !askedAt || conversation.customerId !== customer?.id) return null;
  if (now.getTime() - askedAt.getTime() > BUTTON_COUNTS_MS) return null;
  return { conversationId: conversation.id, said: { kind: "score", score: pressed.score, by: "button" } };
}

/** True for a press under the question, whoever pressed. */
export function isRatingPress(event: { kind: string; actionId?: string }): event is ActionEvent {
  return event.kind === "action" && readPress(event.actionId ?? "") !== null;
}

function readPress(actionId: string): { conversationId: string; score: number } | null {
  const [name, conversationId, score] = actionId.split(":");
  if (name !== RATING_BUTTON || !/^[0-9a-f-]{36}$/.test(conversationId ?? "") || !/^[1-5]$/.test(score ?? "")) {
    return null;
  }
  return { conversationId: conversationId ?? "", score: Number(score) };
}

/** We said something else in the chat between the question and the line, as its sender may have read it. */
async function hasSaidMore(
  { trx, orgId }: OrgScope,
  { customerId, channelId, chat, satisfactionAskedAt }: Conversation,
  { sentAt }: MessageEvent,
): Promise<boolean> {
  const row = await trx("messages as m")
    .join("conversations as v", "v.id", "m.conversation_id")
    .where({ "v.org_id": orgId, "v.customer_id": customerId, "v.channel_id": channelId, "v.chat": chat })
    .where({ "m.direction": "outbound" })
    .where("m.sent_at", ">", satisfactionAskedAt)
    .where("m.sent_at", "<=", new Date(sentAt))
    .first("m.id");
  return row !== undefined;
}
