import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { CodeOf } from "../language/word-list.ts";
import type { Customer } from "./customer.ts";
import type { tagCategories } from "./customer-words.ts";
import { keepCustomerChange } from "./keep-change.ts";

/** `kept`: the tag is the system's, which no person puts on or takes off. */
export type TagChange = "changed" | "same" | "kept";

/** Who tags: a member of staff by their id, a key of the programming interface, or a workflow by its name. */
export type Tagger = string | { keyId: string } | { workflow: string };
type Tagged = Pick<Customer, "id">;

/** Puts a tag on a customer, made now when the organisation has none of that name. */
export async function addTag(scope: OrgScope, customer: Tagged, name: string, by: Tagger): Promise<TagChange> {
  const { trx, orgId } = scope;
  await trx("tags").insert({ id: newId(), org_id: orgId, name }).onConflict(["org_id", "name"]).ignore();
  const tag = await trx("tags").where({ org_id: orgId, name }).first("id", "is_system");
  if (tag.is_system) return "kept";
  const added = await trx("customer_tags")
    .insert({ customer_id: customer.id, tag_id: tag.id, org_id: orgId, tagged_by: typeof by === "string" ? by : null })
    .onConflict(["customer_id", "tag_id"])
    .ignore()
    .returning("tag_id");
  if (added.length > 0) await noteTag(scope, customer, `+${name}`, by);
  return added.length > 0 ? "changed" : "same";
}

/** Takes a tag off a customer. */
export async function removeTag(scope: OrgScope, customer: Tagged, name: string, by: Tagger): Promise<TagChange> {
  const { trx, orgId } = scope;
  const tag = await trx("tags").where({ org_id: orgId, name }).first("is_system");
  if (tag?.is_system) return "kept";
  const removed = await trx("customer_tags")
    .where({ customer_id: customer.id, org_id: orgId })
    .whereIn("tag_id", trx("tags").where({ org_id: orgId, name }).select("id"))
    .delete();
  if (removed > 0) await noteTag(scope, customer, `-${name}`, by);
  return removed > 0 ? "changed" : "same";
}

async function noteTag(scope: OrgScope, { id }: Tagged, title: string, by: Tagger): Promise<void> {
  const isWorkflow = typeof by !== "string" && "workflow" in by;
  await keepCustomerChange(scope, {
    customerId: id,
    by: typeof by === "string" ? { userId: by } : isWorkflow ? { actor: "job" } : by,
    type: "tag_change",
    title,
    action: "customer.tag",
    changes: { tag: title, ...(isWorkflow ? by : {}) },
  });
}

export interface CustomerTag {
  name: string;
  category: CodeOf<typeof tagCategories>;
  color: string;
  /** A rule put it on. */
  isAuto: boolean;
  isSystem: boolean;
  /** The employee code of who put it on; null: no person did. */
  taggedBy: string | null;
  taggedAt: Date;
}

/** The tags that a customer has, by name. */
export async function listCustomerTags({ trx, orgId }: OrgScope, customerId: string): Promise<CustomerTag[]> {
  const { rows } = await trx.raw(
    `SELECT t.name, t.category, t.color, c.is_auto AS "isAuto", t.is_system AS "isSystem", u.employee_code AS "taggedBy",
       c.tagged_at AS "taggedAt"
     FROM customer_tags c JOIN tags t ON t.id = c.tag_id LEFT JOIN users u ON u.id = c.tagged_by
     WHERE c.org_id = ? AND c.customer_id = ? ORDER BY t.name`,
    [orgId, customerId],
  );
  return rows;
}
