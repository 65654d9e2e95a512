import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { ConflictError, InputError, NotFoundError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { displayName, readInput } from "../organisation/read-input.ts";
import { applyTag, tagNamed } from "./auto-tag.ts";
import { findField, loadFields } from "./custom-fields.ts";
import type { CustomerField } from "./customer-field.ts";
import { readFieldValue } from "./field-value.ts";
import { findByField, hasFieldValue } from "./find-by-field.ts";

export interface TagRule {
  id: string;
  tag_id: string;
  tag: string;
  field: string;
  value: string;
}

/** More would be looked through at each change of a customer. */
const MAX_RULES = 100;
/** As many customers as one new rule tags at once. */
const MAX_TAGGED = 50_000;

/** The rules by which customers get tags, by the tag's name. */
export async function listTagRules({ trx, orgId }: OrgScope): Promise<TagRule[]> {
  return trx("tag_rules as r")
    .join("tags as t", "t.id", "r.tag_id")
    .where({ "r.org_id": orgId })
    .orderBy(["t.name", "r.field", "r.value"])
    .select("r.id", "r.tag_id", "t.name as tag", "r.field", "r.value");
}

/**
 * From now on whoever has the value in the field has the tag, those who have it already among them; gives how many those
 * are. @throws InputError, ConflictError
 */
export async function addTagRule(
  scope: OrgScope,
  by: AuditEntry["by"],
  input: { tag: string; field: string; value: string; today: string },
): Promise<{ tag: string; field: string; value: string; tagged: number }> {
  const name = readInput(displayName.max(50, "has at most 50 characters"), input.tag);
  const field = findField(await loadFields(scope), input.field);
  if (!field) throw new InputError(`Customers have no field "${input.field}"`);
  const value = wantedValue(field, input.value, input.today);
  if ((await listTagRules(scope)).length >= MAX_RULES) throw new ConflictError(`There are ${MAX_RULES} rules already`);
  const tagId = await tagNamed(scope, name);
  await insertRule(scope, by, { tag: name, tagId, field: field.code, value });
  const matching = await findByField(scope, field, value, MAX_TAGGED);
  for (const { id } of matching) await applyTag(scope, id, { tagId, name, isWanted: true });
  return { tag: name, field: field.code, value, tagged: matching.length };
}

/** Ends a rule; who has the tag by it loses it, unless another rule says so too. @throws NotFoundError */
export async function removeTagRule(
  scope: OrgScope,
  by: AuditEntry["by"],
  wanted: { tag: string; field: string; value: string },
): Promise<void> {
  const field = findField(await loadFields(scope), wanted.field)?.code ?? wanted.field;
  const rule = (await listTagRules(scope)).find(
    (one) => one.tag === wanted.tag && one.field === field && one.value.toLowerCase() === wanted.value.toLowerCase(),
  );
  if (!rule) throw new NotFoundError(`There is no such rule for the tag "${wanted.tag}"`);
  const { trx, orgId } = scope;
  await trx("tag_rules").where({ org_id: orgId, id: rule.id }).delete();
  await writeAudit(trx, {
    orgId,
    by,
    action: "tag_rule.remove",
    resourceType: "tag",
    resourceId: rule.tag_id,
    changes: { ...rule },
  });
  const tagged = await trx("customer_tags")
    .where({ org_id: orgId, tag_id: rule.tag_id, is_auto: true })
    .select("customer_id");
  for (const { customer_id } of tagged)
    await followTagRules(scope, customer_id, { tagId: rule.tag_id, name: rule.tag });
}

/** Gives a customer the tags that the rules say, and takes those that they no longer say; what people put on stays. */
export async function followTagRules(
  scope: OrgScope,
  customerId: string,
  ended?: { tagId: string; name: string },
): Promise<void> {
  const rules = await listTagRules(scope);
  if (rules.length === 0 && !ended) return;
  const fields = rules.length > 0 ? await loadFields(scope) : [];
  const wanted = new Map<string, { name: string; isWanted: boolean }>();
  if (ended) wanted.set(ended.tagId, { name: ended.name, isWanted: false });
  for (const rule of rules) {
    const field = findField(fields, rule.field);
    const isMet = field !== null && (await hasFieldValue(scope, customerId, field, rule.value));
    const isWanted = isMet || (wanted.get(rule.tag_id)?.isWanted ?? false);
    wanted.set(rule.tag_id, { name: rule.tag, isWanted });
  }
  for (const [tagId, tag] of wanted) await applyTag(scope, customerId, { tagId, ...tag });
}

async function insertRule(
  { trx, orgId }: OrgScope,
  by: AuditEntry["by"],
  rule: { tag: string; tagId: string; field: string; value: string },
): Promise<void> {
  const { tagId, ...changes } = rule;
  const { rows } = await trx.raw(
    `INSERT INTO tag_rules (id, org_id, tag_id, field, value) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id`,
    [newId(), orgId, tagId, rule.field, rule.value],
  );
  if (rows.length === 0) throw new ConflictError("There is this rule already");
  await writeAudit(trx, { orgId, by, action: "tag_rule.add", resourceType: "tag", resourceId: tagId, changes });
}

function wantedValue(field: CustomerField, typed: string, today: string): string {
  const read = readFieldValue(field, typed, today);
  if ("problem" in read) throw new InputError(`${field.code}: ${read.problem.en}`);
  const value = Array.isArray(read.value) ? read.value[0] : read.value;
  if (value === null || value === undefined) throw new InputError("A rule needs a value");
  return value;
}
