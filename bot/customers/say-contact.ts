import type { Contact } from "../../domain/customers/contacts.ts";
import { contactRoles } from "../../domain/customers/customer-words.ts";
import type { Language } from "../../domain/language/language.ts";
import { oneLine } from "./customer-view.ts";

/** A contact in one line: who they are, and how they are reached. */
export function sayContact(contact: Contact, language: Language): string {
  const { name, role, phone, email, wechat_id, is_primary } = contact;
  const ways = [phone, email, wechat_id && `${{ en: "WeChat", zh: "微信" }[language]} ${wechat_id}`].filter(Boolean);
  const first = is_primary ? [{ en: "first", zh: "首要" }[language]] : [];
  const marks = [...(role ? [contactRoles.label(role, language)] : []), ...first];
  const who = marks.length > 0 ? `${name} (${marks.join(", ")})` : name;
  return oneLine([who, ...ways].join(" · "));
}
