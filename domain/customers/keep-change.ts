import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import type { CodeOf } from "../language/word-list.ts";
import { CustomerActivity } from "./customer.ts";
import type { customerActivityTypes } from "./customer-words.ts";

export interface CustomerChange {
  customerId: string;
  by: AuditEntry["by"];
  type: CodeOf<typeof customerActivityTypes>;
  /** What a reader of the timeline sees, in few words. */
  title: string;
  /** In the audit log: `customer.block`. */
  action: string;
  changes: Record<string, unknown>;
}

const MAX_TITLE = 200;

/** Keeps a change of a customer: one row of the timeline and one of the trail, in the caller's transaction. */
export async function keepCustomerChange({ trx, orgId }: OrgScope, change: CustomerChange): Promise<void> {
  const { customerId, by, type, title, action, changes } = change;
  await CustomerActivity.query(trx).insert({
    orgId,
    customerId,
    userId: "userId" in by ? by.userId : null,
    type,
    title: [...title].slice(0, MAX_TITLE).join(""),
    metadata: changes,
  });
  await writeAudit(trx, { orgId, by, action, resourceType: "customer", resourceId: customerId, changes });
}
