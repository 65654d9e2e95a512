import { type Conversation, ConversationEvent } from "../../../domain/conversations/conversation.ts";
import { takeNumber } from "../../../domain/organisation/codes.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { storedJson } from "../../../infra/db/stored-text.ts";
import { newId } from "../../../infra/ids.ts";
import type { ClaimHit } from "../prohibited-claims.ts";
import type { HeldText } from "./held-text.ts";

interface Asked {
  text: Omit<HeldText, "channelId"> & { channel: { id: string }; conversation: Conversation };
  message: { id: string; sentAt: Date };
  deliveries: string[];
  hits: ClaimHit[];
}

/** Writes down that a text is held and why, for a manager's decision. Returns the number that people type. */
export async function askForApproval(scope: OrgScope, asked: Asked): Promise<number> {
  const { trx, orgId } = scope;
  const { text, message, deliveries } = asked;
  const hits = asked.hits.map(({ entry, words, reason }) => ({ entry: entry.id, words, reason }));
  const number = await takeNumber(trx, orgId, "approval");
  await trx("approvals").insert({
    id: newId(),
    org_id: orgId,
    number,
    kind: "claim",
    resource_type: "message",
    resource_id: message.id,
    conversation_id: text.conversation.id,
    requested_by: text.sender.type === "agent" ? text.sender.userId : null,
    reason: reasonOf(asked.hits),
    details: JSON.stringify(
      storedJson({ hits, deliveries, sentAt: message.sentAt.toISOString(), text: heldText(text) }),
    ),
  });
  await ConversationEvent.query(trx).insert({
    orgId,
    conversationId: text.conversation.id,
    customerId: text.conversation.customerId,
    messageId: message.id,
    messageSentAt: message.sentAt,
    eventType: "reply_held",
    eventData: { hits, approval: number },
  });
  return number;
}

function heldText(text: Asked["text"]): HeldText {
  const { content, language, purpose, sender, act, buttons, files, replyTo, edits } = text;
  return {
    channelId: text.channel.id,
    ...{ content, language, purpose, sender, act },
    ...(buttons ? { buttons } : {}),
    ...(files ? { files } : {}),
    ...(replyTo ? { replyTo } : {}),
    ...(edits ? { edits } : {}),
  };
}

function reasonOf(hits: ClaimHit[]): string {
  return hits
    .map((hit) => `${hit.words}: ${hit.reason.en} / ${hit.reason.zh}`)
    .join("; ")
    .slice(0, 1000);
}
