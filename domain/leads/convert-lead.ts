import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { insertOutboxEvent } from "../control/outbox-event.ts";
import { Customer, CustomerActivity, type Lead } from "../customers/customer.ts";
import { followTagRules } from "../customers/tag-rules.ts";
import { customerCode, takeNumber } from "../organisation/codes.ts";

/** Makes the customer of a lead that came from a file or a form: nobody has written yet. */
export async function makeCustomerOf(scope: OrgScope, lead: Lead, by: AuditEntry["by"]): Promise<Customer> {
  const { trx, orgId } = scope;
  const code = customerCode(await takeNumber(trx, orgId, "customer"));
  const customer = await Customer.query(trx).insertAndFetch({
    orgId,
    customerCode: code,
    name: lead.contactName ?? code,
    phone: lead.contactPhone,
    email: lead.contactEmail,
    wechatId: lead.contactWechat,
    companyName: lead.companyName,
    sourceChannel: lead.sourcePlatform,
  });
  await lead.$query(trx).patch({ customerId: customer.id });
  const changes = { customer: code, lead: lead.number };
  await writeAudit(trx, {
    orgId,
    by,
    action: "customer.create",
    resourceType: "customer",
    resourceId: customer.id,
    changes,
  });
  await insertOutboxEvent(scope, "customer.created", customer.id, { customerId: customer.id });
  await followTagRules(scope, customer.id);
  return customer;
}

/** A converted lead's owner looks after the customer from now on, where nobody does. */
export async function ownCustomerOf(
  { trx, orgId }: OrgScope,
  lead: Pick<Lead, "assignedTo">,
  customer: Pick<Customer, "id" | "customerCode">,
  { by, at }: { by: AuditEntry["by"]; at: Date },
): Promise<void> {
  if (lead.assignedTo === null) return;
  const given = await trx("customers")
    .where({ org_id: orgId, id: customer.id })
    .whereNull("owner_id")
    .update({ owner_id: lead.assignedTo, assigned_at: at, updated_at: at });
  if (given === 0) return;
  const change = { from: null, to: lead.assignedTo };
  const userId = "userId" in by ? by.userId : null;
  await CustomerActivity.query(trx).insert({
    orgId,
    customerId: customer.id,
    userId,
    type: "owner_change",
    title: "lead converted",
    metadata: change,
  });
  await writeAudit(trx, {
    orgId,
    by,
    action: "customer.owner",
    resourceType: "customer",
    resourceId: customer.id,
    changes: { customer: customer.customerCode, before: null, after: lead.assignedTo },
  });
}
