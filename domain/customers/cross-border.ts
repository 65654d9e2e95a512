import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { Consent, CustomerActivity } from "./customer.ts";

/** To whom a customer's text may go although they are outside the region of its team: the newest word for each counts. */
export async function consentedRecipients({ trx, orgId }: OrgScope, customerId: string): Promise<ReadonlySet<string>> {
  const { rows } = await trx.raw(
    `SELECT recipient FROM (
       SELECT DISTINCT ON (recipient) recipient, state FROM consents
       WHERE org_id = ? AND customer_id = ? AND kind = 'cross_border' AND recipient IS NOT NULL
       ORDER BY recipient, created_at DESC, id DESC) newest WHERE state = 'granted'`,
    [orgId, customerId],
  );
  return new Set(rows.map(({ recipient }: { recipient: string }) => recipient));
}

/** Keeps that a customer agreed to a recipient outside their team's region, or does not any more, and how they said so. */
export async function recordCrossBorder(
  { trx, orgId }: OrgScope,
  by: AuditEntry["by"],
  consent: { customerId: string; recipient: string; state: "granted" | "withdrawn"; source: string },
): Promise<void> {
  const { customerId, recipient, state, source } = consent;
  const userId = "userId" in by ? by.userId : null;
  const { id } = await Consent.query(trx).insert({
    orgId,
    customerId,
    kind: "cross_border",
    state,
    recipient,
    source: source.slice(0, 500),
    userId,
  });
  await CustomerActivity.query(trx).insert({
    orgId,
    customerId,
    userId,
    type: "consent_change",
    title: `cross_border ${state}`,
    metadata: { recipient },
  });
  const changes = { customerId, kind: "cross_border", recipient, state };
  await writeAudit(trx, { orgId, by, action: "consent.record", resourceType: "consent", resourceId: id, changes });
}
