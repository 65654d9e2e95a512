import type { Database } from "../../infra/db/connect.ts";
import { errorCode } from "../../infra/db/error-code.ts";

/** `statement_timeout` ended it, or somebody did (PostgreSQL, Appendix A: query_canceled). */
const CANCELLED = "57014";
/** Events of other kinds may stand between. */
const LOOKED_AT = 500;

/**
 * True when a statement of a turn was given up after its time while customers' messages of other chats were taken in: it is
 * this message that hangs, not the database. False for every other error, and where nobody else was worked, since then
 * nothing tells the two apart.
 * @param tookMs how long ago the attempt began
 */
export async function hangsAlone(db: Database, error: unknown, tookMs: number): Promise<boolean> {
  if (errorCode(error) !== CANCELLED) return false;
  const { rows } = await db.system.raw(
    `SELECT EXISTS (SELECT FROM (
         SELECT type, created_at FROM outbox_events ORDER BY transaction_id DESC, seq DESC LIMIT ${LOOKED_AT}) e
       WHERE type = 'message.received' AND created_at > clock_timestamp() - ?::float8 * interval '1 ms') AS others`,
    [tookMs],
  );
  return rows[0].others;
}
