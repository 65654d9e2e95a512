import { maskedLine } from "../../domain/content/secrets/masked-excerpt.ts";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import { endWait } from "../../domain/conversations/keep-sla.ts";
import type { ContentType } from "../../domain/conversations/message.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { Attachment, MessageEvent } from "../ports/inbound-event.ts";
import type { Reading } from "../signals/record-signals.ts";
import { insertReceived } from "./insert-message.ts";

const PREVIEW_LENGTH = 120;
const DAY_MS = 24 * 60 * 60_000;

export interface RecordedMessage {
  id: string;
  sentAt: Date;
}

/**
 * The instant a message is filed under: the platform's, unless that lies more than a day ahead of when we got it.
 * Then it is the receive time, and the original stays in `metadata.platform_sent_at`.
 */
export function filedAt(sentAt: string, receivedAt: Date): { at: Date; original: string | null } {
  const at = new Date(sentAt);
  const isUsable =
    !Number.isNaN(at.getTime()) && at.getTime() <= receivedAt.getTime() + DAY_MS && at.getUTCFullYear() >= 2000;
  return isUsable ? { at, original: null } : { at: receivedAt, original: sentAt };
}

/** True when a message of this platform id is stored already: one human message may arrive as two events. */
export async function isKnownMessage(
  scope: OrgScope,
  channel: LiveChannel,
  externalMessageId: string,
): Promise<boolean> {
  return (await findMessageRef(scope, channel, externalMessageId)) !== null;
}

/** The stored message behind a platform's id. */
export async function findMessageRef(
  scope: OrgScope,
  channel: LiveChannel,
  externalMessageId: string,
): Promise<RecordedMessage | null> {
  const row = await scope
    .trx("message_refs")
    .where({ channel_id: channel.id, external_message_id: externalMessageId, org_id: scope.orgId })
    .first("message_id", "message_sent_at");
  return row ? { id: row.message_id, sentAt: row.message_sent_at } : null;
}

/**
 * Files a customer's message with its way back, its attachments' downloads and the conversation's counters.
 * Returns null, and writes nothing, when the platform's id is known already.
 */
export async function recordCustomerMessage(
  scope: OrgScope,
  channel: LiveChannel,
  event: MessageEvent,
  conversation: Conversation,
  receivedAt: Date,
  reading?: Reading,
): Promise<RecordedMessage | null> {
  const message = await fileMessage(scope, channel, event, conversation, receivedAt, ofCustomer(event));
  if (!message) return null;
  await queueDownloads(scope, channel, message, event.attachments);
  await countMessage(scope, conversation, {
    at: message.sentAt,
    preview: preview(event),
    isFromCustomer: true,
    ...(reading ? { reading } : {}),
  });
  return message;
}

/** The same for one that was taken back before it came: its files stay where they are, and no list shows its words. */
export async function recordWithdrawn(
  scope: OrgScope,
  channel: LiveChannel,
  event: MessageEvent,
  conversation: Conversation,
  receivedAt: Date,
): Promise<RecordedMessage | null> {
  const message = await fileMessage(scope, channel, event, conversation, receivedAt, ofCustomer(event));
  if (!message) return null;
  await countMessage(scope, conversation, { at: message.sentAt, preview: "[deleted]", isFromCustomer: true });
  return message;
}

/** The same for what a member of staff said to the customer on the platform itself; `userId` where they are linked. */
export async function recordStaffMessage(
  scope: OrgScope,
  channel: LiveChannel,
  event: MessageEvent,
  conversation: Conversation,
  receivedAt: Date,
  author: { platformId: string; userId: string | null },
): Promise<RecordedMessage | null> {
  const message = await fileMessage(scope, channel, event, conversation, receivedAt, {
    direction: "outbound",
    senderType: "agent",
    senderId: author.platformId,
    userId: author.userId,
    status: "sent",
    metadata: { typed_on_platform: true },
  });
  if (!message) return null;
  await queueDownloads(scope, channel, message, event.attachments);
  const at = message.sentAt;
  await countMessage(scope, conversation, { at, preview: preview(event), isFromCustomer: false, isAnswer: true });
  await endWait(scope, conversation, { at, outcome: "answered", userId: author.userId, messageId: message.id });
  return message;
}

interface Filing {
  direction: "inbound" | "outbound";
  senderType: "customer" | "agent";
  senderId: string;
  userId?: string | null;
  status: "received" | "sent";
  metadata: Record<string, unknown>;
}

function ofCustomer({ sender }: MessageEvent): Filing {
  return {
    direction: "inbound",
    senderType: "customer",
    senderId: sender.id,
    status: "received",
    metadata: sender.displayName ? { sender_name: sender.displayName } : {},
  };
}

async function fileMessage(
  scope: OrgScope,
  channel: LiveChannel,
  event: MessageEvent,
  conversation: Conversation,
  receivedAt: Date,
  { metadata, ...filing }: Filing,
): Promise<RecordedMessage | null> {
  const { at, original } = filedAt(event.sentAt, receivedAt);
  const message = { id: newId(), sentAt: at };
  const isNew = await insertReceived(scope, {
    ...message,
    ...filing,
    userId: filing.userId ?? null,
    conversationId: conversation.id,
    customerId: conversation.customerId,
    channelId: channel.id,
    platform: event.platform,
    contentType: contentTypeOf(event.attachments),
    content: event.text || null,
    metadata: { ...metadataOf(event, original), ...metadata },
    replyTo: event.replyTo ?? null,
    externalMessageId: event.externalMessageId,
    receivedAt,
  });
  return isNew ? message : null;
}

function contentTypeOf(attachments: Attachment[]): ContentType {
  return attachments[0]?.kind ?? "text";
}

function metadataOf(event: MessageEvent, original: string | null): Record<string, unknown> {
  return {
    ...(event.attachments.length > 0 ? { attachments: event.attachments } : {}),
    ...(event.forwarded ? { forwarded: true } : {}),
    ...(event.mediaGroup ? { media_group: event.mediaGroup } : {}),
    ...(event.mentions?.length ? { mentions: event.mentions } : {}),
    ...(original ? { platform_sent_at: original } : {}),
  };
}

/** What a list of conversations shows of a message: its first words, or what kind of thing it is. */
function preview(event: MessageEvent): string {
  return previewOf(event.text) || `[${contentTypeOf(event.attachments)}]`;
}

/** The first words of a text, without what is masked. */
export function previewOf(text: string): string {
  return [...maskedLine(text)].slice(0, PREVIEW_LENGTH).join("");
}

/** Has the files of a message brought here. */
export async function queueDownloads(
  scope: OrgScope,
  channel: LiveChannel,
  message: RecordedMessage,
  attachments: Attachment[],
): Promise<void> {
  if (!attachments.some((attachment) => attachment.ref)) return;
  await enqueueJob(scope.trx, {
    task: "download",
    payload: { orgId: scope.orgId, channelId: channel.id, messageId: message.id, sentAt: message.sentAt.toISOString() },
    key: `download:${message.id}`,
    maxAttempts: 12,
  });
}

/**
 * Keeps the conversation's counters in step with a message that was written. The customer's last contact is kept to the
 * minute: every change of it goes to all their indexes.
 */
export async function countMessage(
  scope: OrgScope,
  conversation: { id: string; customerId: string },
  message: {
    at: Date;
    preview: string;
    isFromCustomer: boolean;
    /** A person's words or an answer from the knowledge; that a colleague will answer is none. */
    isAnswer?: boolean;
    /** What the conversation reads like with it. */
    reading?: Reading;
  },
): Promise<void> {
  await scope.trx.raw(
    `WITH heard AS (
       UPDATE customers SET last_contact_at = :at::timestamptz
       WHERE id = :customerId AND :isFromCustomer
         AND (last_contact_at IS NULL OR last_contact_at < :at::timestamptz - interval '1 minute')
     )
     UPDATE conversations SET message_count = message_count + 1,
       last_message_at = greatest(last_message_at, :at::timestamptz), last_message_preview = :preview,
       last_customer_message_at = CASE WHEN :isFromCustomer THEN greatest(last_customer_message_at, :at::timestamptz)
         ELSE last_customer_message_at END,
       first_response_at = CASE WHEN :isAnswer THEN coalesce(first_response_at, :at::timestamptz) ELSE first_response_at END,
       ai_sentiment = CASE WHEN :isRead THEN :sentiment ELSE ai_sentiment END,
       ai_summary = CASE WHEN :isRead THEN :summary ELSE ai_summary END,
       updated_at = clock_timestamp()
     WHERE id = :conversationId`,
    {
      at: message.at,
      preview: message.preview,
      isFromCustomer: message.isFromCustomer,
      isAnswer: message.isAnswer ?? false,
      isRead: message.reading !== undefined,
      sentiment: message.reading?.sentiment ?? null,
      summary: message.reading?.summary ?? null,
      conversationId: conversation.id,
      customerId: conversation.customerId,
    },
  );
}
