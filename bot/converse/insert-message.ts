import type { ContentType } from "../../domain/conversations/message.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { storedJson } from "../../infra/db/stored-text.ts";

/** A row of `messages` as both sides of a conversation write it. */
export interface NewMessage {
  id: string;
  sentAt: Date;
  conversationId: string;
  customerId: string;
  userId: string | null;
  channelId: string;
  platform: string;
  direction: "inbound" | "outbound";
  senderType: "customer" | "agent" | "ai" | "system";
  senderId?: string;
  contentType: ContentType;
  content: string | null;
  metadata: Record<string, unknown>;
  scriptId?: string | null;
  aiGenerated?: boolean;
  aiConfidence?: number | null;
  aiSources?: unknown[] | null;
  status: string;
  externalMessageId?: string;
  receivedAt: Date;
}

const COLUMNS = `id, org_id, conversation_id, customer_id, user_id, channel_id, platform, direction, sender_type, sender_id,
  content_type, content, metadata, script_id, ai_generated, ai_confidence, ai_sources, status, external_message_id, sent_at,
  received_at`;
const OF_ROW = COLUMNS.replace(/\w+/g, "n.$&");
// As one value: each column takes its type from the table.
const ROW = "jsonb_populate_record(NULL::messages, ?::jsonb)";

/** Writes a message that we send. */
export async function insertMessage({ trx, orgId }: OrgScope, message: NewMessage): Promise<void> {
  await trx.raw(`INSERT INTO messages (${COLUMNS}) SELECT ${OF_ROW} FROM ${ROW} n`, [rowOf(orgId, message)]);
}

/**
 * Writes a message that a platform brought, with its way back; `replyTo` is the platform's id of the message that it
 * answers. False, and nothing is written, where its own id is known already.
 */
export async function insertReceived(
  { trx, orgId }: OrgScope,
  message: NewMessage & { externalMessageId: string; replyTo: string | null },
): Promise<boolean> {
  const { rowCount } = await trx.raw(
    `WITH n AS (SELECT * FROM ${ROW}), ref AS (
       INSERT INTO message_refs (channel_id, external_message_id, org_id, message_id, message_sent_at)
       SELECT channel_id, external_message_id, org_id, id, sent_at FROM n ON CONFLICT DO NOTHING RETURNING message_id
     )
     INSERT INTO messages (${COLUMNS}, reply_to_message_id, reply_to_sent_at)
     SELECT ${OF_ROW}, p.message_id, p.message_sent_at FROM n JOIN ref ON ref.message_id = n.id
       LEFT JOIN message_refs p ON p.channel_id = n.channel_id AND p.external_message_id = ?::text AND p.org_id = n.org_id`,
    [rowOf(orgId, message), message.replyTo],
  );
  return rowCount === 1;
}

function rowOf(orgId: string, message: NewMessage): string {
  return JSON.stringify(
    storedJson({
      id: message.id,
      org_id: orgId,
      conversation_id: message.conversationId,
      customer_id: message.customerId,
      user_id: message.userId,
      channel_id: message.channelId,
      platform: message.platform,
      direction: message.direction,
      sender_type: message.senderType,
      sender_id: message.senderId ?? null,
      content_type: message.contentType,
      content: message.content,
      metadata: message.metadata,
      script_id: message.scriptId ?? null,
      ai_generated: message.aiGenerated ?? false,
      ai_confidence: message.aiConfidence ?? null,
      ai_sources: message.aiSources ?? null,
      status: message.status,
      external_message_id: message.externalMessageId ?? null,
      sent_at: message.sentAt.toISOString(),
      received_at: message.receivedAt.toISOString(),
    }),
  );
}
