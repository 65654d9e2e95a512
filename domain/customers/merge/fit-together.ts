import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { makeNotFirst } from "../../funds/keep-deposit-types.ts";
import type { Customer } from "../customer.ts";
import { type Changed, filledColumns } from "./what-moves.ts";

/**
 * What has to become different so that two customers can be one: of two first deposits the later is a large or repeated
 * one, one contact is the main one, blank facts are filled, the last contact is the later, and whoever is blacklisted stays so. Done before the rows move.
 */
export async function fitTogether(scope: OrgScope, kept: Customer, merged: Customer): Promise<Changed[]> {
  return [
    ...(await keepOneFirstDeposit(scope, kept.id, merged.id)),
    ...(await keepOnePrimaryContact(scope, kept.id, merged.id)),
    ...(await fillBlanks(scope, kept.id, merged.id)),
    ...(await keepBlacklisted(scope, kept, merged)),
    ...(await keepLastContact(scope, kept.id, merged.id)),
  ];
}

/** Puts back what is still as the merge left it. */
export async function undoChanges({ trx, orgId }: OrgScope, changed: readonly Changed[]): Promise<void> {
  for (const { table, id, column, before, after } of [...changed].reverse()) {
    await trx(table)
      .where({ org_id: orgId, id })
      .whereRaw("?? IS NOT DISTINCT FROM ?", [column, after as string | boolean | null])
      .update({ [column]: before });
  }
}

async function keepOneFirstDeposit(scope: OrgScope, kept: string, merged: string): Promise<Changed[]> {
  const { trx, orgId } = scope;
  const firsts: { id: string }[] = await trx("deposits")
    .where({ org_id: orgId, deposit_type: "first" })
    .whereNot("status", "failed")
    .whereIn("customer_id", [kept, merged])
    .orderBy([{ column: "deposited_at" }, { column: "id" }])
    .forUpdate()
    .select("id");
  const later = firsts.slice(1).map(({ id }) => id);
  const changed = later.length > 0 ? await makeNotFirst(scope, later) : [];
  return changed.map(({ id, type }) => ({
    table: "deposits",
    id,
    column: "deposit_type",
    before: "first",
    after: type,
  }));
}

async function keepOnePrimaryContact({ trx, orgId }: OrgScope, kept: string, merged: string): Promise<Changed[]> {
  const { rows } = await trx.raw(
    `UPDATE customer_contacts SET is_primary = false WHERE org_id = :orgId AND customer_id = :merged AND is_primary
       AND EXISTS (SELECT FROM customer_contacts o WHERE o.customer_id = :kept AND o.is_primary) RETURNING id`,
    { orgId, kept, merged },
  );
  return rows.map(({ id }: { id: string }) => ({
    table: "customer_contacts",
    id,
    column: "is_primary",
    before: true,
    after: false,
  }));
}

async function fillBlanks({ trx, orgId }: OrgScope, kept: string, merged: string): Promise<Changed[]> {
  // Text for text: a date that becomes a point in time would not be the same date again.
  const columns = filledColumns.map((column) => trx.raw("??::text", [column]).toString().concat(` AS ${column}`));
  const { rows } = await trx.raw(`SELECT id, ${columns.join(", ")} FROM customers WHERE org_id = ? AND id IN (?, ?)`, [
    orgId,
    kept,
    merged,
  ]);
  const of = (id: string) => rows.find((row: { id: string }) => row.id === id) as Record<string, string | null>;
  const blanks = filledColumns.filter((column) => of(kept)[column] === null && of(merged)[column] !== null);
  if (blanks.length === 0) return [];
  const filled = Object.fromEntries(blanks.map((column) => [column, of(merged)[column]]));
  await trx("customers").where({ org_id: orgId, id: kept }).update(filled);
  return blanks.map((column) => ({ table: "customers", id: kept, column, before: null, after: of(merged)[column] }));
}

async function keepBlacklisted({ trx, orgId }: OrgScope, kept: Customer, merged: Customer): Promise<Changed[]> {
  if (merged.status !== "blacklist" || kept.status === "blacklist") return [];
  await trx("customers").where({ org_id: orgId, id: kept.id }).update({ status: "blacklist" });
  return [{ table: "customers", id: kept.id, column: "status", before: kept.status, after: "blacklist" }];
}

async function keepLastContact({ trx, orgId }: OrgScope, kept: string, merged: string): Promise<Changed[]> {
  // Text for text: a Date knows no microseconds, and would not be the same again.
  const { rows } = await trx.raw(
    `UPDATE customers k SET last_contact_at = m.last_contact_at FROM customers b, customers m
     WHERE k.org_id = :orgId AND k.id = :kept AND b.id = k.id AND m.org_id = :orgId AND m.id = :merged
       AND m.last_contact_at > coalesce(k.last_contact_at, '-infinity')
     RETURNING b.last_contact_at::text AS before, k.last_contact_at::text AS after`,
    { orgId, kept, merged },
  );
  return rows.map((row: Pick<Changed, "before" | "after">) => ({
    ...{ table: "customers", id: kept, column: "last_contact_at" },
    ...row,
  }));
}
