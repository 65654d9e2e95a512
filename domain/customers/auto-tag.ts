import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { keepCustomerChange } from "./keep-change.ts";

/** The organisation's tag of a name, made now when there is none. */
export async function tagNamed({ trx, orgId }: OrgScope, name: string): Promise<string> {
  await trx("tags").insert({ id: newId(), org_id: orgId, name }).onConflict(["org_id", "name"]).ignore();
  const tag = await trx("tags").where({ org_id: orgId, name }).first("id");
  return tag.id;
}

/** Puts a tag on a customer by a rule, or takes off what a rule put on; kept where it changes something. */
export async function applyTag(
  scope: OrgScope,
  customerId: string,
  { tagId, name, isWanted }: { tagId: string; name: string; isWanted: boolean },
): Promise<void> {
  const isChanged = isWanted ? await putOn(scope, customerId, tagId) : await takeOff(scope, customerId, tagId);
  if (!isChanged) return;
  const title = `${isWanted ? "+" : "-"}${name}`;
  await keepCustomerChange(scope, {
    customerId,
    by: { actor: "bot" },
    type: "tag_change",
    title,
    action: "customer.tag",
    changes: { tag: title, isAuto: true },
  });
}

async function putOn({ trx, orgId }: OrgScope, customerId: string, tagId: string): Promise<boolean> {
  const added = await trx("customer_tags")
    .insert({ customer_id: customerId, tag_id: tagId, org_id: orgId, is_auto: true })
    .onConflict(["customer_id", "tag_id"])
    .ignore()
    .returning("tag_id");
  return added.length > 0;
}

async function takeOff({ trx, orgId }: OrgScope, customerId: string, tagId: string): Promise<boolean> {
  const removed = await trx("customer_tags")
    .where({ org_id: orgId, customer_id: customerId, tag_id: tagId, is_auto: true })
    .delete();
  return removed > 0;
}
