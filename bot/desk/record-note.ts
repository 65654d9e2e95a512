import { type Conversation, ConversationEvent } from "../../domain/conversations/conversation.ts";
import { Message } from "../../domain/conversations/message.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { queueDownloads, type RecordedMessage } from "../converse/record-message.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";

/** What staff said among themselves about a conversation. */
export interface Note {
  conversation: Conversation;
  /** Null for whoever is not linked. */
  userId: string | null;
  /** What wrote it, where that is no person: a key of the programming interface. */
  senderId?: string;
  text: string;
  at: Date;
  /** The line it was, where it was one: how an edit of it finds it again. */
  line?: { channel: LiveChannel; event: MessageEvent };
}

/** Keeps a note, with the files of its line: internal words are records too, and no customer ever gets them. */
export async function recordNote(scope: OrgScope, note: Note): Promise<RecordedMessage> {
  const { conversation, line } = note;
  const message = { id: newId(), sentAt: note.at };
  await Message.query(scope.trx).insert({
    ...message,
    orgId: scope.orgId,
    conversationId: conversation.id,
    customerId: conversation.customerId,
    userId: note.userId,
    channelId: line?.channel.id ?? conversation.channelId,
    platform: line?.event.platform ?? conversation.channelType,
    direction: "internal",
    senderType: "agent",
    senderId: line?.event.sender.id ?? note.senderId ?? null,
    contentType: line?.event.attachments[0]?.kind ?? "text",
    content: note.text || null,
    metadata: line?.event.attachments.length ? { attachments: line.event.attachments } : {},
    externalMessageId: line?.event.externalMessageId ?? null,
    status: "received",
    receivedAt: note.at,
  });
  if (line) {
    await refer(scope, line.channel.id, line.event.externalMessageId, message);
    await queueDownloads(scope, line.channel, message, line.event.attachments);
  }
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: conversation.id,
    customerId: conversation.customerId,
    userId: note.userId,
    messageId: message.id,
    messageSentAt: message.sentAt,
    eventType: "note_added",
    eventData: {},
  });
  return message;
}

/** Remembers which stored message a line of the desk became. */
export async function refer(
  { trx, orgId }: OrgScope,
  channelId: string,
  externalMessageId: string,
  message: { id: string; sentAt: Date },
): Promise<void> {
  await trx("message_refs")
    .insert({
      channel_id: channelId,
      external_message_id: externalMessageId,
      org_id: orgId,
      message_id: message.id,
      message_sent_at: message.sentAt,
    })
    .onConflict(["channel_id", "external_message_id"])
    .ignore();
}
