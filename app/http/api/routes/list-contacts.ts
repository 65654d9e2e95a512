import { z } from "zod";
import { listContacts } from "../../../../domain/customers/contacts.ts";
import { defineRoute, reply } from "../api-route.ts";
import { Contacts, showContact } from "../contact-shape.ts";
import { CustomerRef, none } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";

export const getContacts = defineRoute({
  method: "get",
  path: "/customers/{code}/contacts",
  operationId: "listContacts",
  summary: "How a customer, or the people of a company, are reached besides the chat",
  permission: "customer.read",
  params: z.object({ code: CustomerRef }),
  query: none,
  body: null,
  responses: { 200: { description: "All of them", schema: Contacts } },
  handle: async ({ scope, params }) => {
    const id = await requireCustomer(scope, params.code);
    const items = (await listContacts(scope, id)).map(showContact);
    return reply(200, { items }, { type: "customer", id });
  },
});
