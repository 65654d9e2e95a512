import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";

/** A row as its table names the columns: what an integrator would find with SQL. */
export type Row = Record<string, unknown>;

/** What the product stored for the newest update of a chat. */
export interface StoredTurn {
  /** The raw update, as it came over the wire. */
  payload: string;
  receipt: Row;
  conversation: Row | null;
  message: Row | null;
  versions: Row[];
  answer: Row | null;
  deliveries: Row[];
  /** False while something of it is still to be done. */
  isSettled: boolean;
}

export interface PlaygroundChannel {
  orgId: string;
  channelId: string;
}

/** The newest turn of a chat; null before its first update is stored. */
export async function readTurn(
  db: Database,
  { orgId, channelId }: PlaygroundChannel,
  chat: string,
): Promise<StoredTurn | null> {
  return inOrganization(db, orgId, async (scope) => {
    const found = await readReceipt(scope, channelId, chat);
    if (!found) return null;
    const { payload, message_id: messageId, ...receipt } = found;
    const deliveries = await readDeliveries(scope, channelId, chat, String(receipt["external_id"]));
    const isSending = deliveries.some(({ status }) => status === "queued" || status === "sending");
    return {
      payload: String(payload),
      receipt,
      conversation: await readConversation(scope, channelId, chat),
      message: messageId ? await readMessage(scope, String(messageId)) : null,
      versions: messageId ? await readVersions(scope, String(messageId)) : [],
      // An edit leaves the answer that was given as it is: it belongs to the turn of the first wording.
      answer: messageId && receipt["outcome"] === "message" ? await readAnswer(scope, String(messageId)) : null,
      deliveries,
      isSettled: receipt["status"] !== "pending" && !isSending,
    };
  });
}

async function readReceipt({ trx, orgId }: OrgScope, channelId: string, chat: string): Promise<Row | undefined> {
  return trx("inbound_receipts")
    .where({ org_id: orgId, channel_id: channelId, chat })
    .orderBy("seq", "desc")
    .first(
      "payload",
      "message_id",
      "external_id",
      "chat",
      "seq",
      "status",
      "outcome",
      "attempts",
      "received_at",
      "processed_at",
    );
}

async function readConversation({ trx, orgId }: OrgScope, channelId: string, chat: string): Promise<Row | null> {
  const row = await trx("conversations")
    .where({ org_id: orgId, channel_id: channelId, chat })
    .orderBy("created_at", "desc")
    .first(
      trx.raw("'C' || number AS code"),
      "id",
      "customer_id",
      "status",
      "language",
      "ai_enabled",
      "handoff_at",
      "handoff_reason",
      "message_count",
      "created_at",
    );
  return row ?? null;
}

async function readMessage({ trx, orgId }: OrgScope, id: string): Promise<Row | null> {
  const row = await trx("messages as m")
    .leftJoin("message_insights as i", "i.message_id", "m.id")
    .where({ "m.org_id": orgId, "m.id": id })
    .first(
      "m.id",
      "m.conversation_id",
      "m.direction",
      "m.sender_type",
      "m.content_type",
      "m.content",
      "m.metadata",
      "m.media_url",
      "m.external_message_id",
      "m.edited_at",
      "m.sent_at",
      "m.received_at",
      "i.language",
      "i.intent",
    );
  return row ?? null;
}

async function readVersions({ trx, orgId }: OrgScope, messageId: string): Promise<Row[]> {
  return trx("message_versions")
    .where({ org_id: orgId, message_id: messageId })
    .orderBy("version")
    .select("version", "kind", "content", "changed_at");
}

async function readAnswer({ trx, orgId }: OrgScope, questionMessageId: string): Promise<Row | null> {
  const row = await trx("answers")
    .where({ org_id: orgId, question_message_id: questionMessageId })
    .first("id", "question", "language", "outcome", "mode", "confidence", "threshold", "sources", "model", "timings");
  return row ?? null;
}

/** What the turn of one receipt said to the customer, in the order it went out. */
async function readDeliveries(
  { trx, orgId }: OrgScope,
  channelId: string,
  chat: string,
  receipt: string,
): Promise<Row[]> {
  return trx("deliveries")
    .where({ org_id: orgId, channel_id: channelId, chat, audience: "customer" })
    .whereRaw("act ->> 'receipt' = ?::text", [receipt])
    .orderBy("seq")
    .limit(20)
    .select(
      "id",
      "purpose",
      "status",
      "attempts",
      "external_message_id",
      "error_code",
      "error_message",
      "act",
      "created_at",
      "sent_at",
    );
}
