import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { AuditEntry } from "../control/audit-log.ts";
import type { CodeOf } from "../language/word-list.ts";
import type { screeningResults } from "./funnel-words.ts";
import { keepCustomerChange } from "./keep-change.ts";

/** How the first look at a contact ended, and why. */
export interface Screening {
  result: CodeOf<typeof screeningResults>;
  reason: string | null;
}

/** Keeps how the first look at a customer ended; the newest counts. The same again changes nothing; false then. */
export async function screenCustomer(
  scope: OrgScope,
  customerId: string,
  { result, reason }: Screening,
  by: AuditEntry["by"],
): Promise<boolean> {
  await scope.trx("customers").where({ org_id: scope.orgId, id: customerId }).forUpdate().first("id");
  const before = await screeningOf(scope, customerId);
  if (before?.result === result && before.reason === reason) return false;
  await keepCustomerChange(scope, {
    customerId,
    by,
    type: "screened",
    title: reason === null ? result : `${result}: ${reason}`,
    action: "customer.screen",
    changes: { before: before?.result ?? null, result, reason },
  });
  return true;
}

/** How the first look at a customer ended; null while nobody has said. */
export async function screeningOf({ trx, orgId }: OrgScope, customerId: string): Promise<Screening | null> {
  const { rows } = await trx.raw(
    `SELECT metadata ->> 'result' AS result, metadata ->> 'reason' AS reason FROM customer_activities
     WHERE org_id = ? AND customer_id = ? AND type = 'screened' ORDER BY created_at DESC, id DESC LIMIT 1`,
    [orgId, customerId],
  );
  return rows[0] ?? null;
}
