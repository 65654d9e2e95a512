import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { AuditEntry } from "../control/audit-log.ts";
import type { CodeOf } from "../language/word-list.ts";
import { wordList } from "../language/word-list.ts";
import type { FieldKind } from "./customer-field.ts";
import type { contactRoles } from "./customer-words.ts";
import { type ReadValue, readFieldValue } from "./field-value.ts";
import { keepCustomerChange } from "./keep-change.ts";

/** How somebody at a customer is reached. */
export const contactKinds = wordList({
  phone: { en: "phone", zh: "电话", also: ["手机", "tel"] },
  email: { en: "e-mail", zh: "邮箱", also: ["电子邮箱"] },
  wechat: { en: "WeChat id", zh: "微信号", also: ["微信"] },
});
export type ContactKind = CodeOf<typeof contactKinds>;

const columnOf: Record<ContactKind, "phone" | "email" | "wechat_id"> = {
  phone: "phone",
  email: "email",
  wechat: "wechat_id",
};

export interface Contact {
  id: string;
  name: string;
  title: string | null;
  role: CodeOf<typeof contactRoles> | null;
  phone: string | null;
  email: string | null;
  wechat_id: string | null;
  is_primary: boolean;
}

const kindOf: Record<ContactKind, FieldKind> = {
  phone: { type: "phone" },
  email: { type: "email" },
  wechat: { type: "text" },
};

/** Reads how somebody is reached, as it was typed. Pure. */
export function readContactValue(kind: ContactKind, typed: string): ReadValue {
  return readFieldValue({ kind: kindOf[kind] }, typed, "");
}

/** As many as a customer may have. */
export const MAX_CONTACTS = 20;

/** The people to talk to at a customer, whom to ask first first. */
export async function listContacts({ trx, orgId }: OrgScope, customerId: string): Promise<Contact[]> {
  return trx("customer_contacts")
    .where({ org_id: orgId, customer_id: customerId })
    .orderByRaw("is_primary DESC, created_at, id")
    .limit(MAX_CONTACTS)
    .select("id", "name", "title", "role", "phone", "email", "wechat_id", "is_primary");
}

export interface GivenContact {
  /** Whose it is: a person of this name gets it, or is added. */
  name: string;
  kind: ContactKind;
  value: string;
  role?: CodeOf<typeof contactRoles>;
}

/** Keeps how somebody is reached; the first contact is whom to ask first. The caller holds the customer's row. */
export async function addContact(
  scope: OrgScope,
  customerId: string,
  { name, kind, value, role }: GivenContact,
  { by, at }: { by: AuditEntry["by"]; at: Date },
): Promise<{ before: string | null }> {
  const known = (await listContacts(scope, customerId)).find((one) => one.name.toLowerCase() === name.toLowerCase());
  const before = known?.[columnOf[kind]] ?? null;
  const given = { [columnOf[kind]]: value, ...(role ? { role } : {}) };
  if (known) await patchContact(scope, known.id, { ...given, updated_at: at });
  else await insertContact(scope, customerId, { name, ...given });
  await keepCustomerChange(scope, {
    customerId,
    by,
    type: "contact_change",
    title: `${name}: ${kind}`,
    action: "customer.contact",
    changes: { name, kind, before, after: value, ...(role ? { role } : {}) },
  });
  return { before };
}

/** Takes a person off a customer's contacts. */
export async function removeContact(
  scope: OrgScope,
  customerId: string,
  contact: Contact,
  by: AuditEntry["by"],
): Promise<void> {
  await scope.trx("customer_contacts").where({ org_id: scope.orgId, id: contact.id }).delete();
  await keepCustomerChange(scope, {
    customerId,
    by,
    type: "contact_change",
    title: `-${contact.name}`,
    action: "customer.contact_removed",
    changes: { name: contact.name, phone: contact.phone, email: contact.email, wechat: contact.wechat_id },
  });
}

async function patchContact({ trx, orgId }: OrgScope, id: string, patch: Record<string, unknown>): Promise<void> {
  await trx("customer_contacts").where({ org_id: orgId, id }).update(patch);
}

async function insertContact(
  { trx, orgId }: OrgScope,
  customerId: string,
  given: Record<string, string>,
): Promise<void> {
  const others = trx("customer_contacts").where({ customer_id: customerId, is_primary: true }).select(trx.raw("1"));
  await trx("customer_contacts").insert({
    id: newId(),
    org_id: orgId,
    customer_id: customerId,
    is_primary: trx.raw("NOT EXISTS (?)", [others]),
    ...given,
  });
}
