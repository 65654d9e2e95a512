import type { Knex } from "knex";
import { RuleError } from "../../../infra/errors.ts";

/**
 * Refuses a month in which something is under legal hold. Nobody can place a hold until the transaction ends.
 * @throws RuleError with how many holds there are.
 */
export async function refuseHeld(
  trx: Knex.Transaction,
  { schema, table, month }: { schema: string; table: string; month: string },
): Promise<void> {
  await trx.raw("LOCK TABLE legal_holds IN SHARE MODE");
  const { rows } = await trx.raw(
    `SELECT count(*)::integer AS count FROM legal_holds h WHERE h.released_at IS NULL AND EXISTS (
       SELECT FROM ??.?? m LEFT JOIN conversations v ON v.id = m.conversation_id
       WHERE m.org_id = h.org_id AND (m.conversation_id = h.conversation_id
         OR h.conversation_id IS NULL AND h.customer_id = coalesce(m.customer_id, v.customer_id)))`,
    [schema, table],
  );
  const { count } = rows[0];
  if (count > 0) {
    throw new RuleError(
      "legal_hold",
      `Messages of ${month} are under legal hold (${count} in force): the month stays where it is`,
    );
  }
}
