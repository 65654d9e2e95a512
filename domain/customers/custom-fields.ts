import { z } from "zod";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { ConflictError, NotFoundError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { type Words, wordList } from "../language/word-list.ts";
import { displayName, readInput } from "../organisation/read-input.ts";
import type { CustomerField, FieldKind } from "./customer-field.ts";
import { customFieldTypes } from "./customer-words.ts";
import { profileFields } from "./profile-fields.ts";

const label = displayName.max(60, "has at most 60 characters");

/** What an organisation says of a field of its own. */
const definition = z
  .object({
    name: z
      .string()
      .normalize("NFKC")
      .toLowerCase()
      .regex(/^\p{L}[\p{L}\p{N}_-]{0,39}$/u, "is one word of letters, digits, - and _, at most 40 long"),
    type: z.enum(customFieldTypes.codes as readonly [string, ...string[]], {
      error: `must be one of ${customFieldTypes.codes.join(", ")}`,
    }),
    labelEn: label.optional(),
    labelZh: label.optional(),
    choices: z
      .array(label.regex(/^[^,，=]*$/u, "has no comma and no ="))
      .max(30, "are at most 30")
      .default([]),
  })
  .refine(({ type, choices }) => (type === "choice") === choices.length > 0, {
    path: ["choices"],
    message: "are needed for the type choice, and for no other",
  })
  .refine(({ choices }) => areDistinct(choices), { path: ["choices"], message: "must differ" });

export interface CustomFieldRow {
  id: string;
  name: string;
  type: "text" | "number" | "date" | "choice";
  label_en: string;
  label_zh: string;
  choices: string[];
}

/** Adds a field; one that was retired comes back with what was kept in it. @throws InputError, ConflictError */
export async function addCustomField(
  scope: OrgScope,
  by: AuditEntry["by"],
  input: z.input<typeof definition>,
): Promise<{ name: string; type: string; choices: string[] }> {
  const { name, type, choices, labelEn = name, labelZh = name } = readInput(definition, input);
  if (findField(profileFields, name)) throw new ConflictError(`Customers have a field "${name}" already`);
  const { trx, orgId } = scope;
  const { rows } = await trx.raw(
    `INSERT INTO custom_fields (id, org_id, name, type, label_en, label_zh, choices) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (org_id, name) DO UPDATE SET retired_at = NULL, label_en = excluded.label_en,
       label_zh = excluded.label_zh, choices = excluded.choices
     WHERE custom_fields.retired_at IS NOT NULL AND custom_fields.type = excluded.type RETURNING id`,
    [newId(), orgId, name, type, labelEn, labelZh, JSON.stringify(choices)],
  );
  if (rows.length === 0) throw new ConflictError(`There is a field "${name}" already, or was one of another type`);
  const changes = { name, type, labelEn, labelZh, choices };
  await writeAudit(trx, {
    orgId,
    by,
    action: "field.add",
    resourceType: "custom_field",
    resourceId: rows[0].id,
    changes,
  });
  return { name, type, choices };
}

/** Takes a field out of use; its values are kept. @throws NotFoundError */
export async function retireCustomField(
  { trx, orgId }: OrgScope,
  by: AuditEntry["by"],
  { name, at }: { name: string; at: Date },
): Promise<void> {
  const [row] = await trx("custom_fields")
    .where({ org_id: orgId, name: name.normalize("NFKC").toLowerCase() })
    .whereNull("retired_at")
    .update({ retired_at: at })
    .returning("id");
  if (!row) throw new NotFoundError(`There is no field "${name}"`);
  const changes = { name };
  await writeAudit(trx, {
    orgId,
    by,
    action: "field.retire",
    resourceType: "custom_field",
    resourceId: row.id,
    changes,
  });
}

/** The organisation's own fields that are in use. */
export async function listCustomFields({ trx, orgId }: OrgScope): Promise<CustomFieldRow[]> {
  return trx("custom_fields")
    .where({ org_id: orgId })
    .whereNull("retired_at")
    .orderBy("name")
    .select("id", "name", "type", "label_en", "label_zh", "choices");
}

/** Everything that is known of a customer by name: the profile's fields and the organisation's own. */
export async function loadFields(scope: OrgScope): Promise<CustomerField[]> {
  return [...profileFields, ...(await listCustomFields(scope)).map(fieldOf)];
}

/** The field that a word means: its code, its name in either language, or another word for it; null when it means none. */
export function findField(fields: readonly CustomerField[], word: string): CustomerField | null {
  const wanted = fold(word);
  const means = ({ code, words }: CustomerField) =>
    [code, words.en, words.zh, ...(words.also ?? [])].some((name) => fold(name) === wanted);
  return fields.find(means) ?? null;
}

function fieldOf({ name, type, label_en, label_zh, choices }: CustomFieldRow): CustomerField {
  const kind: FieldKind = type === "choice" ? { type, choices: ownChoices(choices) } : { type };
  return { code: name, words: { en: label_en, zh: label_zh }, kind, at: { key: name } };
}

function ownChoices(choices: readonly string[]) {
  return wordList(Object.fromEntries(choices.map((choice) => [choice, { en: choice, zh: choice } satisfies Words])));
}

function areDistinct(choices: readonly string[]): boolean {
  return new Set(choices.map(fold)).size === choices.length;
}

function fold(word: string): string {
  return word
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
}
