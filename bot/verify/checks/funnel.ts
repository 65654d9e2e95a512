import { differingRows } from "../../../domain/funds/refresh-funnel.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { type Check, type Findings, together, type VerifyWindow, WAITS_AT_MOST_MINUTES } from "../check.ts";

const CUSTOMERS_A_TIME = 100;

/** As `deskhand funnel rebuild` works them out. What changed just now is followed within minutes. */
export const funnelRows: Check = {
  name: "funnel_rows",
  says: "the funnel's rows are what follows from what is on record",
  async find(scope, window) {
    const ids = await settledCustomers(scope, window);
    const found: Findings[] = [];
    for (let start = 0; start < ids.length; start += CUSTOMERS_A_TIME) {
      const rows = await differingRows(scope, ids.slice(start, start + CUSTOMERS_A_TIME));
      const first = rows.map(({ table, customerId }) => ({ id: customerId, about: `${table} says something else` }));
      found.push({ count: rows.length, first });
    }
    return together(found);
  },
};

/** Those about whom something was recorded in the window, and nothing lately. */
async function settledCustomers({ trx, orgId }: OrgScope, { since, now }: VerifyWindow): Promise<string[]> {
  const changed = `SELECT id FROM customers WHERE org_id = :orgId AND (updated_at >= :at OR last_contact_at >= :at)
    UNION SELECT customer_id FROM conversations WHERE org_id = :orgId AND (updated_at >= :at OR last_message_at >= :at)
    UNION SELECT customer_id FROM leads WHERE org_id = :orgId AND updated_at >= :at`;
  const late = new Date(now.getTime() - WAITS_AT_MOST_MINUTES * 60_000);
  const { rows } = await trx.raw(
    `${since ? `SELECT id FROM (${changed.replaceAll(":at", ":since")}) c WHERE id IS NOT NULL` : "SELECT id FROM customers WHERE org_id = :orgId"}
     EXCEPT (${changed.replaceAll(":at", ":late")}) ORDER BY 1`,
    { orgId, since: since?.toISOString() ?? "", late: late.toISOString() },
  );
  return rows.map(({ id }: { id: string }) => id);
}
