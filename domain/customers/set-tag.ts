import { z } from "zod";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { displayName, readInput } from "../organisation/read-input.ts";
import { tagNamed } from "./auto-tag.ts";
import { tagCategories } from "./customer-words.ts";

const Changes = z
  .strictObject({
    color: z.string().regex(/^#[0-9a-fA-F]{6}$/, "must be a colour such as #1a73e8"),
    icon: z.string().trim().min(1).max(16, "has at most 16 characters"),
    category: z.enum(tagCategories.codes as readonly [string, ...string[]], {
      error: `must be one of ${tagCategories.codes.join(", ")}`,
    }),
    description: displayName,
    displayOrder: z.int("must be a whole number").min(0).max(10_000),
  })
  .partial();

const columns = {
  color: "color",
  icon: "icon",
  category: "category",
  description: "description",
  displayOrder: "display_order",
} as const;

/** Says how a tag is shown and what it means; one that there is not is made. @throws InputError */
export async function setTag(
  scope: OrgScope,
  by: AuditEntry["by"],
  name: string,
  input: z.input<typeof Changes>,
): Promise<{ name: string; changed: string[] }> {
  const { trx, orgId } = scope;
  const changes = readInput(Changes, input);
  const named = readInput(displayName.max(60, "has at most 60 characters"), name);
  const id = await tagNamed(scope, named);
  const before = await trx("tags").where({ org_id: orgId, id }).forNoKeyUpdate().first();
  const differing = (Object.keys(columns) as (keyof typeof columns)[]).filter(
    (key) => changes[key] !== undefined && changes[key] !== before[columns[key]],
  );
  if (differing.length === 0) return { name: named, changed: [] };
  await trx("tags")
    .where({ org_id: orgId, id })
    .update(Object.fromEntries(differing.map((key) => [columns[key], changes[key]])));
  await writeAudit(trx, {
    orgId,
    by,
    action: "tag.set",
    resourceType: "tag",
    resourceId: id,
    changes: Object.fromEntries(
      differing.map((key) => [columns[key], { before: before[columns[key]], after: changes[key] }]),
    ),
  });
  return { name: named, changed: differing.map((key) => columns[key]) };
}

export interface TagListing {
  name: string;
  category: string;
  color: string;
  icon: string | null;
  description: string | null;
  isSystem: boolean;
  order: number;
  customers: number;
  createdAt: Date;
}

/** The organisation's tags in their order, with how many customers have each. */
export async function listTags({ trx, orgId }: OrgScope): Promise<TagListing[]> {
  const { rows } = await trx.raw(
    `SELECT t.name, t.category, t.color, t.icon, t.description, t.is_system AS "isSystem", t.display_order AS "order",
       t.created_at AS "createdAt", (SELECT count(*)::int FROM customer_tags c WHERE c.tag_id = t.id) AS customers
     FROM tags t WHERE t.org_id = ? ORDER BY t.display_order, t.name`,
    [orgId],
  );
  return rows;
}
