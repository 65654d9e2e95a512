import { DateTime } from "luxon";
import type { Day } from "./day.ts";

/** What of a text is shown. */
const SHOWN = 100;

/** All that is recorded of a customer of the day (`P017`), or of a conversation by its id: a line each, oldest first. */
export async function traceOf(day: Day, who: string): Promise<string[]> {
  const rows = await day.rows<{ at: Date; number: string; what: string; words: string }>(
    `WITH v AS (SELECT v.* FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name LIKE '%' || ? OR v.id::text = ?)
     SELECT at, v.number, what, words FROM (
       SELECT conversation_id, sent_at AS at, direction || ' ' || coalesce(sender_type, '') || ' ' || status AS what,
         coalesce(content, content_type) || CASE WHEN edited_at IS NOT NULL THEN ' [edited]' ELSE '' END || CASE WHEN deleted_at IS NOT NULL THEN ' [deleted]' ELSE '' END AS words FROM messages
       UNION ALL
       SELECT e.conversation_id, e.created_at, 'event ' || event_type || ' ' || coalesce(u.name, ''), event_data::text
       FROM conversation_events e LEFT JOIN users u ON u.id = e.user_id
       UNION ALL
       SELECT conversation_id, created_at, 'delivery ' || purpose || ' ' || operation || ' ' || status || ' to ' || chat,
         concat_ws(' ', error_message, act ->> 'why', external_message_id, content::text) FROM deliveries
       UNION ALL
       SELECT conversation_id, created_at, 'alert ' || kind || ' ' || status, title FROM alerts
       UNION ALL
       SELECT conversation_id, created_at, 'thread ' || chat_id, concat_ws(' lost ', coalesce(thread_id, '-'), lost_count) FROM desk_threads
     ) h JOIN v ON v.id = h.conversation_id ORDER BY at, what`,
    [who, who],
  );
  return rows.map(
    ({ at, number, what, words }) =>
      `${DateTime.fromJSDate(at).toFormat("HH:mm:ss.SSS")} C${number} ${what}: ${(words ?? "").replace(/\s+/g, " ").slice(0, SHOWN)}`,
  );
}
