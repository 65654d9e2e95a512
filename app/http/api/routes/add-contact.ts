import { z } from "zod";
import {
  addContact,
  type ContactKind,
  type Contact as ContactRow,
  contactKinds,
  listContacts,
  MAX_CONTACTS,
  readContactValue,
} from "../../../../domain/customers/contacts.ts";
import { contactRoles } from "../../../../domain/customers/customer-words.ts";
import { lockCustomer } from "../../../../domain/customers/lock-customer.ts";
import { defineRoute, reply } from "../api-route.ts";
import { Contact, showContact } from "../contact-shape.ts";
import { CustomerRef, line, none } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";
import { ApiError } from "../problem.ts";
import { refuseByRule } from "../refuse-by-rule.ts";

const NewContact = z
  .strictObject({
    kind: z.enum(contactKinds.codes),
    value: line(254),
    name: line(100).optional().describe("Whose it is; absent: the customer's own"),
    role: z.enum(contactRoles.codes).optional().describe("What they decide at a customer that is a company"),
  })
  .meta({ id: "NewContact" });

const full = {
  en: `A customer has at most ${MAX_CONTACTS} contacts: remove one first`,
  zh: `每位客户最多 ${MAX_CONTACTS} 个联系人，请先删除`,
};

export const postContact = defineRoute({
  method: "post",
  path: "/customers/{code}/contacts",
  operationId: "addContact",
  summary: "Keeps how somebody at a customer is reached",
  description: "Whoever is among the contacts by this name, in any case, gets it; else they are added.",
  permission: "customer.change",
  params: z.object({ code: CustomerRef }),
  query: none,
  body: NewContact,
  responses: {
    200: { description: "They were there", schema: Contact },
    201: { description: "They were added", schema: Contact },
  },
  rules: { "contact.full": full.en },
  handle: async ({ scope, deps, key, params, body }) => {
    const customer = await lockCustomer(scope, await requireCustomer(scope, params.code));
    const { kind, role, name = customer.name } = body;
    const value = readValue(kind, body.value);
    const known = await listContacts(scope, customer.id);
    if (known.length >= MAX_CONTACTS) refuseByRule("contact.full", full);
    const by = { by: { keyId: key.id }, at: deps.clock.now() };
    await addContact(scope, customer.id, { name, kind, value, ...(role ? { role } : {}) }, by);
    const contact = named(await listContacts(scope, customer.id), name);
    if (!contact) throw new Error("a contact that was added is gone");
    const status = named(known, name) ? 200 : 201;
    return reply(status, showContact(contact), { type: "customer", id: customer.id });
  },
});

function named(contacts: readonly ContactRow[], name: string): ContactRow | undefined {
  return contacts.find((one) => one.name.toLowerCase() === name.toLowerCase());
}

function readValue(kind: ContactKind, typed: string): string {
  const read = readContactValue(kind, typed);
  if ("value" in read && typeof read.value === "string") return read.value;
  const words = "problem" in read ? read.problem : { en: "Write how they are reached", zh: "请填写联系方式" };
  throw new ApiError("invalid-request", { words, errors: [{ in: "body", pointer: "/value", detail: words.en }] });
}
