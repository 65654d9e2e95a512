import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { type Customer, CustomerActivity } from "./customer.ts";

/** Puts a tag on a customer, made now when the organisation has none of that name. False when they have it already. */
export async function addTag(scope: OrgScope, customer: Customer, name: string, userId: string): Promise<boolean> {
  const { trx, orgId } = scope;
  await trx("tags").insert({ id: newId(), org_id: orgId, name }).onConflict(["org_id", "name"]).ignore();
  const tag = await trx("tags").where({ org_id: orgId, name }).first("id");
  const added = await trx("customer_tags")
    .insert({ customer_id: customer.id, tag_id: tag.id, org_id: orgId, tagged_by: userId })
    .onConflict(["customer_id", "tag_id"])
    .ignore()
    .returning("tag_id");
  if (added.length > 0) await noteTag(scope, customer, `+${name}`, userId);
  return added.length > 0;
}

/** Takes a tag off a customer. False when they do not have it. */
export async function removeTag(scope: OrgScope, customer: Customer, name: string, userId: string): Promise<boolean> {
  const { trx, orgId } = scope;
  const removed = await trx("customer_tags")
    .where({ customer_id: customer.id, org_id: orgId })
    .whereIn("tag_id", trx("tags").where({ org_id: orgId, name }).select("id"))
    .delete();
  if (removed > 0) await noteTag(scope, customer, `-${name}`, userId);
  return removed > 0;
}

async function noteTag({ trx, orgId }: OrgScope, customer: Customer, title: string, userId: string): Promise<void> {
  await CustomerActivity.query(trx).insert({
    orgId,
    customerId: customer.id,
    userId,
    type: "tag_change",
    title,
    metadata: {},
  });
}
