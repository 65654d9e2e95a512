import { z } from "zod";
import { listContacts, removeContact } from "../../../../domain/customers/contacts.ts";
import { lockCustomer } from "../../../../domain/customers/lock-customer.ts";
import { defineRoute, reply } from "../api-route.ts";
import { Contacts, showContact } from "../contact-shape.ts";
import { CustomerRef, none } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";
import { ApiError } from "../problem.ts";

export const deleteContact = defineRoute({
  method: "delete",
  path: "/customers/{code}/contacts/{contact}",
  operationId: "removeContact",
  summary: "Takes somebody off a customer's contacts",
  permission: "customer.change",
  params: z.object({ code: CustomerRef, contact: z.uuid().describe("Its `id` among the customer's contacts") }),
  query: none,
  body: null,
  responses: { 200: { description: "Who is left", schema: Contacts } },
  handle: async ({ scope, key, params }) => {
    const { id } = await lockCustomer(scope, await requireCustomer(scope, params.code));
    const contacts = await listContacts(scope, id);
    const contact = contacts.find((one) => one.id === params.contact);
    if (!contact) throw new ApiError("not-found", { detail: `The customer has no contact ${params.contact}` });
    await removeContact(scope, id, contact, { keyId: key.id });
    const items = contacts.filter((one) => one !== contact).map(showContact);
    return reply(200, { items }, { type: "customer", id });
  },
});
