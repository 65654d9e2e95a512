import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";

/** "How do I verify my identity?", and a moment later the passport: one thing said in two messages. */
const WITHIN_MS = 30_000;
/** These may hold a question of their own in spoken words. */
const spoken: ReadonlySet<string> = new Set(["voice", "video"]);

/** True for a message without words that came right after a question of the customer's that the bot has answered. */
export async function followsAnswered(
  { trx, orgId }: OrgScope,
  conversationId: string,
  event: Pick<MessageEvent, "text" | "attachments" | "sentAt">,
): Promise<boolean> {
  if (event.text.trim() !== "" || event.attachments.length === 0) return false;
  if (event.attachments.some(({ kind }) => spoken.has(kind))) return false;
  const until = new Date(event.sentAt);
  const { rows } = await trx.raw(
    `SELECT FROM answers WHERE org_id = ? AND conversation_id = ? AND outcome = 'answered'
       AND question_sent_at BETWEEN ? AND ? LIMIT 1`,
    [orgId, conversationId, new Date(until.getTime() - WITHIN_MS), until],
  );
  return rows.length > 0;
}
