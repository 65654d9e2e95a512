import { z } from "zod";
import type { Contact as ContactRow } from "../../../domain/customers/contacts.ts";
import { contactRoles } from "../../../domain/customers/customer-words.ts";

const text = z.string().nullable();

/** Somebody who can be reached at a customer, in an answer. */
export const Contact = z
  .object({
    id: z.uuid(),
    name: z.string(),
    title: text,
    role: z.enum(contactRoles.codes).nullable(),
    phone: text,
    email: text,
    wechat: text,
    isPrimary: z.boolean().describe("Whom to ask first"),
  })
  .meta({ id: "Contact" });

/** All contacts of a customer in an answer. */
export const Contacts = z
  .object({ items: z.array(Contact).describe("At most 20, whom to ask first first") })
  .meta({ id: "Contacts" });

/** A contact as an answer shows it. */
export function showContact({
  wechat_id: wechat,
  is_primary: isPrimary,
  ...contact
}: ContactRow): z.output<typeof Contact> {
  return { ...contact, wechat, isPrimary };
}
