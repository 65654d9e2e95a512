import { systemClock } from "../../infra/clock.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { insertOutboxEvent } from "../control/outbox-event.ts";
import { keepRecord } from "../memory/keep-record.ts";
import { advanceJourney } from "./change-stage.ts";
import { Customer, CustomerActivity } from "./customer.ts";
import { lockCustomer } from "./lock-customer.ts";
import { addReference } from "./put-customer.ts";
import { followTagRules } from "./tag-rules.ts";

export interface OpenedAccount {
  customerId: string;
  /** What the broker calls the trading platform, and the account's number there. */
  platform: string;
  number: string;
  openedAt: Date;
}

/**
 * Writes down that a customer has an account: its number becomes one of the names they are known by, and the moment stands
 * in their timeline. The same again changes nothing; false then.
 * @throws ConflictError when the account is another customer's.
 */
export async function recordAccount(scope: OrgScope, by: AuditEntry["by"], account: OpenedAccount): Promise<boolean> {
  const { customerId, platform, number, openedAt } = account;
  // Before the reference's key holds it lightly: two who do and then want it whole stop each other.
  await lockCustomer(scope, customerId);
  const isNew = await addReference(scope, by, customerId, { system: platform, ref: number }, openedAt);
  if (!isNew) return false;
  const { trx, orgId } = scope;
  await trx("customers")
    .where({ org_id: orgId, id: customerId })
    .whereNull("trading_platform")
    .update({ trading_platform: platform, updated_at: trx.fn.now() });
  await CustomerActivity.query(trx).insert({
    orgId,
    customerId,
    userId: null,
    type: "account_opened",
    title: platform,
    metadata: { platform, openedAt: openedAt.toISOString() },
  });
  const changes = { platform, number, openedAt: openedAt.toISOString() };
  await writeAudit(trx, {
    orgId,
    by,
    action: "account.open",
    resourceType: "customer",
    resourceId: customerId,
    changes,
  });
  await insertOutboxEvent(scope, "account.opened", customerId, { customerId, platform });
  const customer = await Customer.query(trx).findById(customerId).throwIfNotFound();
  await keepRecord(scope, {
    customerId,
    subject: "account",
    recordId: await referenceId(scope, platform, number),
    words: platform,
    happenedAt: openedAt,
    at: systemClock.now(),
  });
  await advanceJourney(scope, customer, "account_opened", { by, at: openedAt });
  await followTagRules(scope, customerId);
  return true;
}

async function referenceId({ trx, orgId }: OrgScope, system: string, ref: string): Promise<string> {
  const row = await trx("customer_external_refs").where({ org_id: orgId, system, external_ref: ref }).first("id");
  return String(row?.id);
}
