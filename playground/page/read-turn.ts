import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";

/** A row as its table names the columns: what an integrator would find with SQL. */
export type Row = Record<string, unknown>;

/** What the product stored for one thing that somebody did. */
export interface StoredTurn {
  channelId: string;
  /** As it came over the wire. */
  payload: string;
  receipt: Row;
  conversation: Row | null;
  message: Row | null;
  versions: Row[];
  answer: Row | null;
  events: Row[];
  deliveries: Row[];
  /** False while something of it is still to be done. */
  isSettled: boolean;
}

/** One act by its number, or the newest of a chat. */
export type WhichTurn = { seq: string } | { channelId: string; chat: string };

/** What was stored of an act; null when there is none. */
export async function readTurn(db: Database, orgId: string, which: WhichTurn): Promise<StoredTurn | null> {
  return inOrganization(db, orgId, async (scope) => {
    const found = await readReceipt(scope, which);
    if (!found) return null;
    const { payload, message_id: messageId, channel_id: channelId, ...receipt } = found;
    const deliveries = await readDeliveries(scope, String(receipt["external_id"]));
    const spoken = messageId ?? deliveries.find(({ message_id: id }) => id)?.["message_id"];
    const message = spoken ? await readMessage(scope, String(spoken)) : null;
    const about = message?.["conversation_id"] ?? deliveries.find(({ conversation_id: id }) => id)?.["conversation_id"];
    const conversation = about
      ? await readConversation(scope, { id: String(about) })
      : await readConversation(scope, { channel_id: String(channelId), chat: String(receipt["chat"]) });
    const isSending = deliveries.some(({ status }) => status === "queued" || status === "sending");
    return {
      channelId: String(channelId),
      payload: String(payload),
      receipt,
      conversation,
      message,
      versions: messageId ? await readVersions(scope, String(messageId)) : [],
      // An edit leaves the answer that was given as it is: it belongs to the turn of the first wording.
      answer: messageId && receipt["outcome"] === "message" ? await readAnswer(scope, String(messageId)) : null,
      events: conversation ? await readEvents(scope, String(conversation["id"]), receipt) : [],
      deliveries,
      isSettled: receipt["status"] !== "pending" && !isSending,
    };
  });
}

async function readReceipt({ trx, orgId }: OrgScope, which: WhichTurn): Promise<Row | undefined> {
  const where = "seq" in which ? { seq: which.seq } : { channel_id: which.channelId, chat: which.chat };
  return trx("inbound_receipts")
    .where({ org_id: orgId, ...where })
    .orderBy("seq", "desc")
    .first(
      "payload",
      "message_id",
      "channel_id",
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

async function readConversation({ trx, orgId }: OrgScope, which: Record<string, string>): Promise<Row | null> {
  const row = await trx("conversations")
    .where({ org_id: orgId, ...which })
    .orderBy("created_at", "desc")
    .first(
      trx.raw("'C' || number AS code"),
      "id",
      "customer_id",
      "agent_id",
      "status",
      "language",
      "ai_enabled",
      "ai_sentiment",
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

/** What the conversation's history says of the time between the act's arrival and its end. */
async function readEvents({ trx, orgId }: OrgScope, conversationId: string, receipt: Row): Promise<Row[]> {
  const end = receipt["processed_at"] ?? trx.fn.now();
  return trx("conversation_events")
    .where({ org_id: orgId, conversation_id: conversationId })
    .whereBetween("created_at", [receipt["received_at"] as Date, end as Date]) // both are columns of that type
    .orderBy("id")
    .limit(20)
    .select("event_type", "event_data", "user_id", "impact_score", "created_at");
}

/** What the turn of one receipt said to the customer and to staff, in the order it was decided. */
async function readDeliveries({ trx, orgId }: OrgScope, receipt: string): Promise<Row[]> {
  return trx("deliveries")
    .where({ org_id: orgId })
    .whereRaw("act ->> 'receipt' = ?::text", [receipt])
    .orderBy("seq")
    .limit(20)
    .select(
      "id",
      "audience",
      "purpose",
      "operation",
      "status",
      "attempts",
      "channel_id",
      trx.raw("target ->> 'chatId' AS chat_id"),
      "conversation_id",
      "message_id",
      "external_message_id",
      "error_code",
      "error_message",
      "act",
      "created_at",
      "sent_at",
    );
}
