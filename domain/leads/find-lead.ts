import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { Lead } from "../customers/customer.ts";

/**
 * In which order the leads of a customer are gone on with: one that is neither converted nor lost first, then the
 * newest.
 */
export const leadsInOrder = "status IN ('converted', 'lost'), created_at DESC, id DESC";

/** The lead of a customer that work goes on with. */
export async function findLeadOf({ trx, orgId }: OrgScope, customerId: string): Promise<Lead | null> {
  const lead = await Lead.query(trx).where({ orgId, customerId }).orderByRaw(leadsInOrder).first();
  return lead ?? null;
}

/** The lead of an id, which there is. @throws NotFoundError */
export async function findLead({ trx, orgId }: OrgScope, id: string): Promise<Lead> {
  return Lead.query(trx).findOne({ orgId, id }).throwIfNotFound();
}

/** The same, locked; null when there is none. */
export async function lockLead({ trx, orgId }: OrgScope, id: string): Promise<Lead | null> {
  return (await Lead.query(trx).where({ orgId, id }).forUpdate().first()) ?? null;
}

/** The id of the lead with a number; null when there is none. */
export async function findLeadByNumber({ trx, orgId }: OrgScope, number: number): Promise<string | null> {
  const row = await trx("leads")
    .where({ org_id: orgId, number: String(number) })
    .first("id");
  return row?.id ?? null;
}

export const leadCode = (number: number | string) => `L${number}`;

/** Reads `L1042` or `l1042`; null when it is not one. */
export function parseLeadCode(text: string): number | null {
  const match = /^l(\d{1,15})$/i.exec(text.trim());
  return match ? Number(match[1]) : null;
}
