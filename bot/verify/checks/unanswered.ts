import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { recognizeSmallTalk } from "../../../knowledge/index.ts";
import { readVerdictWord } from "../../feedback/feedback-buttons.ts";
import { type Check, type Found, LISTED, type VerifyWindow, WAITS_AT_MOST_MINUTES } from "../check.ts";
import { firstIdOf } from "../find-rows.ts";

/**
 * Whoever asked something has a reply, or one that waits for a decision, or somebody who has the conversation; or they
 * wait in the queue and their deadline has not passed, or managers were told of it. That the conversation ended by itself
 * is no answer. What was tried and did not arrive was a reply: it is on record as failed.
 */
export const unanswered: Check = {
  name: "unanswered",
  says: "every customer message that calls for an answer has one, or somebody who has it, or an alert",
  async find(scope, window) {
    let count = 0;
    const first: Found[] = [];
    for await (const { id, about, ...message } of findSilent(scope, window)) {
      if (callsForNone(message)) continue;
      count += 1;
      if (first.length < LISTED) first.push({ id, about });
    }
    return { count, first };
  },
};

interface Silent extends Found {
  content: string | null;
  contentType: string;
}

/** Whoever took a question back asks for no answer. */
const ASKED = "m.org_id = :orgId AND m.direction = 'inbound' AND m.deleted_at IS NULL AND m.received_at < :late";

/** Of a message `o`: it says something to the customer, or did not arrive. What is held or advertises answers nothing. */
const REPLIES = `o.direction = 'outbound' AND o.status NOT IN ('cancelled', 'held') AND NOT (o.sender_type = 'system'
  AND EXISTS (SELECT FROM deliveries d WHERE d.message_id = o.id AND d.purpose = 'marketing'))`;

const COLUMNS = "m.id, m.conversation_id, m.content, m.content_type, m.received_at";

/** The day is for the partitions alone: they are by `sent_at`. */
const UNREPLIED = `NOT EXISTS (SELECT FROM messages o WHERE o.conversation_id = m.conversation_id AND ${REPLIES}
  AND o.sent_at >= m.sent_at - interval '1 day' AND o.received_at >= m.received_at)`;

/** Customers had the last word in them. */
const LAST_WORDS = `SELECT id, last_customer_message_at AS last_at FROM conversations
  WHERE org_id = :orgId AND last_customer_message_at >= last_message_at`;

/**
 * What nothing was said after: of what is new, and of the last words of conversations that are open or have changed, since
 * a question turns unanswered when its deadline passes. Conversation by conversation: joined, all months would be read.
 */
const withoutReply = `open_talks AS MATERIALIZED (
  ${LAST_WORDS} AND status IN ('pending', 'active') UNION ${LAST_WORDS} AND updated_at >= :since),
silent AS MATERIALIZED (
  SELECT ${COLUMNS} FROM messages m WHERE ${ASKED} AND m.id >= :fromId AND ${UNREPLIED}
  UNION ALL
  SELECT m.* FROM open_talks t CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM messages m
    WHERE m.conversation_id = t.id AND m.sent_at BETWEEN t.last_at - interval '1 day' AND t.last_at
      AND ${ASKED} AND m.id < :fromId AND ${UNREPLIED} OFFSET 0) m)`;

/** The same of all messages there are: each is read once, and each conversation's last reply kept. */
const withoutReplyOfAll = `replied AS MATERIALIZED (
  SELECT o.conversation_id, max(o.received_at) AS last_at FROM messages o
  WHERE o.org_id = :orgId AND ${REPLIES} GROUP BY o.conversation_id),
silent AS MATERIALIZED (
  SELECT ${COLUMNS}
  FROM messages m LEFT JOIN replied r ON r.conversation_id = m.conversation_id
  WHERE ${ASKED} AND m.id >= :fromId AND (r.last_at IS NULL OR r.last_at < m.received_at))`;

/** At once, of perhaps a million that end with a customer's thanks. */
const FETCHED = 5_000;

async function* findSilent({ trx, orgId }: OrgScope, { since, now }: VerifyWindow): AsyncGenerator<Silent> {
  await trx.raw(
    `DECLARE silent_messages NO SCROLL CURSOR FOR WITH ${since ? withoutReply : withoutReplyOfAll}
     SELECT m.id, m.content, m.content_type AS "contentType", 'message of C' || v.number || ' (' || v.status || ') has no reply, '
       || CASE WHEN v.status IN ('resolved', 'closed') THEN 'and nobody ended the conversation'
          WHEN v.waiting_since IS NULL AND v.handoff_at IS NULL THEN 'nobody has it and it waits for nobody'
          ELSE 'its deadline has passed and nobody was told' END AS about
     FROM silent m JOIN conversations v ON v.id = m.conversation_id
     WHERE NOT (v.status IN ('pending', 'active') AND v.agent_id IS NOT NULL)
       AND NOT (v.status IN ('pending', 'active') AND (v.waiting_since IS NOT NULL OR v.handoff_at IS NOT NULL)
         AND coalesce(least(CASE WHEN v.first_response_at IS NULL THEN v.sla_first_response_at END, v.sla_next_response_at)
           >= :late, true))
       AND NOT EXISTS (SELECT FROM alerts a WHERE a.org_id = :orgId AND a.conversation_id = v.id
         AND (a.status <> 'resolved' OR a.created_at >= m.received_at))
       AND NOT EXISTS (SELECT FROM approvals p WHERE p.org_id = :orgId AND p.status = 'pending'
         AND p.kind IN ('claim', 'file') AND p.conversation_id = v.id)
       AND NOT EXISTS (SELECT FROM sla_results r WHERE r.conversation_id = v.id AND r.outcome <> 'resolved'
         AND r.ended_at >= m.received_at)
       AND NOT EXISTS (SELECT FROM desk_offers o WHERE o.conversation_id = v.id AND o.created_at >= m.received_at)
       AND NOT EXISTS (SELECT FROM conversation_events e WHERE e.conversation_id = v.id AND (
         e.event_type = 'resolved' AND e.user_id IS NOT NULL AND e.created_at >= m.received_at
         OR e.event_type = 'rated' AND e.message_id = m.id))
     ORDER BY m.id`,
    {
      orgId,
      ...(since ? { since: since.toISOString() } : {}),
      fromId: firstIdOf(since ?? new Date(0)),
      late: new Date(now.getTime() - WAITS_AT_MOST_MINUTES * 60_000).toISOString(),
    },
  );
  for (;;) {
    const { rows } = await trx.raw(`FETCH ${FETCHED} FROM silent_messages`);
    yield* rows;
    if (rows.length < FETCHED) break;
  }
  await trx.raw("CLOSE silent_messages");
}

/** Thanks, a farewell, an "ok", a sticker, a rating, what an answer was worth: nothing is owed to those. */
function callsForNone({ content, contentType }: Pick<Silent, "content" | "contentType">): boolean {
  const text = content?.trim() ?? "";
  if (text === "") return contentType === "sticker";
  if (/^[1-5１-５](?:\s*[分星])?$/u.test(text) || readVerdictWord(text) !== null) return true;
  const kind = recognizeSmallTalk(text);
  return kind !== null && kind !== "greeting";
}
