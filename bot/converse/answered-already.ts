import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { GivenAnswer } from "../../knowledge/index.ts";
import type { RecordedMessage } from "./record-message.ts";

/** True when this very answer was given to an earlier wording of the message, and the customer still has it. */
export async function isAnsweredAlready(
  { trx, orgId }: OrgScope,
  message: RecordedMessage,
  found: GivenAnswer,
): Promise<boolean> {
  const { rows } = await trx.raw(
    `SELECT FROM answers a LEFT JOIN messages m ON m.id = a.message_id AND m.sent_at = a.message_sent_at
     WHERE a.org_id = ? AND a.question_message_id = ? AND a.output = ? AND a.outcome IN ('answered', 'held')
       AND m.deleted_at IS NULL LIMIT 1`,
    [orgId, message.id, found.answer],
  );
  return rows.length > 0;
}
