import { z } from "zod";
import { leadStatuses } from "../../../../domain/customers/lead-words.ts";
import { listLeadsOf } from "../../../../domain/leads/list-leads.ts";
import { defineRoute, reply } from "../api-route.ts";
import { cutPage, pageOf, pageQuery, readCursor } from "../cursor.ts";
import { CustomerRef, none, StaffRef } from "../fields.ts";
import { requireColleague, requireCustomer } from "../find-referred.ts";
import { Lead, showLead } from "../lead-shape.ts";

const Page = pageOf(Lead).meta({ id: "LeadPage" });

const Place = z.tuple([z.string().regex(/^\d{1,18}$/)]);

export const getLeads = defineRoute({
  method: "get",
  path: "/leads",
  operationId: "listLeads",
  summary: "Leads, the newest first",
  description: "Their scores as they were last worked out: with each activity, and every night.",
  permission: "lead.read",
  params: none,
  query: z.object({
    status: z.enum(leadStatuses.codes).optional(),
    owner: StaffRef.optional().describe("Whose they are: an employee code or e-mail address; `none`: nobody's"),
    customer: CustomerRef.optional(),
    ...pageQuery,
  }),
  body: null,
  responses: { 200: { description: "A page", schema: Page } },
  handle: async ({ scope, query, key }) => {
    const place = readCursor(query.cursor, Place);
    const { status, owner, customer } = query;
    const customerId = customer === undefined ? null : await requireCustomer(scope, customer);
    const rows = await listLeadsOf(scope, {
      ...(status ? { status } : {}),
      ...(owner === undefined ? {} : { ownerId: owner === "none" ? null : (await requireColleague(scope, owner)).id }),
      ...(customerId ? { customerId } : {}),
      ...(place ? { before: place[0] } : {}),
      limit: query.limit + 1,
    });
    const { page, nextCursor } = cutPage(rows, query.limit, ({ number }) => [number]);
    const about = customerId ? { type: "customer", id: customerId } : { type: "api_key", id: key.id };
    return reply(200, { items: page.map(showLead), nextCursor }, about);
  },
});
