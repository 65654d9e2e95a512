import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { ConflictError } from "../../infra/errors.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { customerCode, takeNumber } from "../organisation/codes.ts";
import { Customer } from "./customer.ts";
import { type CustomerReference, findReferredCustomer } from "./customer-reference.ts";
import { followTagRules } from "./tag-rules.ts";

/** What another system may say of a customer; what it leaves out stays as it is, null takes it away. */
export interface CustomerData {
  name?: string;
  type?: "individual" | "enterprise";
  phone?: string | null;
  email?: string | null;
  country?: string | null;
  province?: string | null;
  city?: string | null;
  timezone?: string | null;
  companyName?: string | null;
  /** An amount with two decimals, as text. */
  ltvPrediction?: string | null;
}

export interface PutCustomer {
  id: string;
  isNew: boolean;
  /** The fields that have another value than before. */
  changed: string[];
}

/**
 * The customer of a reference as another system knows them: made when the reference is a system's number that nobody has,
 * else changed where something differs. Null when it is a code of ours that there is not.
 */
export async function putCustomer(
  scope: OrgScope,
  by: AuditEntry["by"],
  reference: CustomerReference,
  data: CustomerData,
): Promise<PutCustomer | null> {
  if ("system" in reference) await lockRef(scope, reference);
  const id = await findReferredCustomer(scope, reference);
  if (id !== null) {
    const changed = await changeCustomer(scope, by, id, data);
    if (changed.length > 0) await followTagRules(scope, id);
    return { id, isNew: false, changed };
  }
  if ("code" in reference) return null;
  const made = await makeCustomer(scope, by, reference.system, data);
  await addReference(scope, by, made, reference);
  await followTagRules(scope, made);
  return { id: made, isNew: true, changed: Object.keys(data) };
}

/** Of two systems that report the same new number at once, the second waits here and then finds it. */
async function lockRef({ trx, orgId }: OrgScope, { system, ref }: { system: string; ref: string }): Promise<void> {
  await trx.raw("SELECT pg_advisory_xact_lock(hashtextextended(?, 35))", [`${orgId}:${system}:${ref}`]);
}

async function makeCustomer(
  { trx, orgId }: OrgScope,
  by: AuditEntry["by"],
  system: string,
  data: CustomerData,
): Promise<string> {
  const code = customerCode(await takeNumber(trx, orgId, "customer"));
  const { id } = await Customer.query(trx).insert({
    ...data,
    orgId,
    customerCode: code,
    name: data.name ?? code,
    sourceChannel: system,
  });
  await writeAudit(trx, {
    orgId,
    by,
    action: "customer.add",
    resourceType: "customer",
    resourceId: id,
    changes: { code, ...data },
  });
  return id;
}

async function changeCustomer(
  { trx, orgId }: OrgScope,
  by: AuditEntry["by"],
  id: string,
  data: CustomerData,
): Promise<string[]> {
  const before = await Customer.query(trx).findOne({ orgId, id }).forUpdate().throwIfNotFound();
  const was = before.toJSON() as Record<string, unknown>;
  const differing = Object.entries(data).filter(([field, value]) => (was[field] ?? null) !== value);
  if (differing.length === 0) return [];
  await Customer.query(trx)
    .findById(id)
    .patch({ ...Object.fromEntries(differing), updatedAt: new Date() });
  const changes = Object.fromEntries(differing.map(([field, to]) => [field, { from: was[field] ?? null, to }]));
  await writeAudit(trx, { orgId, by, action: "customer.change", resourceType: "customer", resourceId: id, changes });
  return differing.map(([field]) => field);
}

/**
 * Notes another system's number for a customer, of an account opened at an instant where it is one. The same again changes
 * nothing; false then.
 * @throws ConflictError when the number is another customer's.
 */
export async function addReference(
  { trx, orgId }: OrgScope,
  by: AuditEntry["by"],
  customerId: string,
  { system, ref }: { system: string; ref: string },
  accountOpenedAt?: Date,
): Promise<boolean> {
  const { rows } = await trx.raw(
    `INSERT INTO customer_external_refs AS known (id, org_id, customer_id, system, external_ref, account_opened_at)
     VALUES (gen_random_uuid(), ?, ?, ?, ?, ?)
     ON CONFLICT (org_id, system, external_ref) DO UPDATE SET account_opened_at = excluded.account_opened_at
       WHERE known.customer_id = excluded.customer_id AND known.account_opened_at IS NULL
         AND excluded.account_opened_at IS NOT NULL
     RETURNING id`,
    [orgId, customerId, system, ref, accountOpenedAt ?? null],
  );
  if (rows.length > 0) {
    const changes = { system, ref };
    await writeAudit(trx, {
      orgId,
      by,
      action: "customer.ref",
      resourceType: "customer",
      resourceId: customerId,
      changes,
    });
    return true;
  }
  const owner = await trx("customer_external_refs")
    .where({ org_id: orgId, system, external_ref: ref })
    .first("customer_id");
  if (owner?.customer_id === customerId) return false;
  throw new ConflictError(`${system}:${ref} is another customer's`);
}
