import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { maskedStart } from "../content/secrets/masked-excerpt.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { insertOutboxEvent } from "../control/outbox-event.ts";
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

/** How much of a change the timeline says. */
export const MAX_TITLE = 200;

/** Keeps a change of a customer: one row of the timeline and one of the trail, in the caller's transaction. */
export async function keepCustomerChange(scope: OrgScope, change: CustomerChange): Promise<void> {
  const { trx, orgId } = scope;
  const { customerId, by, type, title, action, changes } = change;
  await CustomerActivity.query(trx).insert({
    orgId,
    customerId,
    userId: "userId" in by ? by.userId : null,
    type,
    title: maskedStart(title, MAX_TITLE),
    metadata: changes,
  });
  await writeAudit(trx, { orgId, by, action, resourceType: "customer", resourceId: customerId, changes });
  await insertOutboxEvent(scope, "customer.changed", customerId, { customerId, changed: [whatChanged(action)] });
}

/** `customer.stage` is of the stage, `deal.add` of the deals. */
function whatChanged(action: string): string {
  const [area = "", act = ""] = action.split(".");
  return area === "customer" ? act : area;
}
