import { z } from "zod";
import { assignRecordedLead } from "../../../../bot/leads/assign-new-lead.ts";
import { recordLead } from "../../../../domain/customers/record-lead.ts";
import { defineRoute, reply } from "../api-route.ts";
import { CustomerRef, line, none } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";
import { Lead, leadAsItIs } from "../lead-shape.ts";

const contact = (max: number) => line(max).nullable().default(null);

const NewLead = z
  .strictObject({
    customer: CustomerRef.optional().describe("Who they are, where that is known already"),
    name: contact(200),
    phone: contact(40),
    email: z.email().max(254).nullable().default(null),
    wechat: contact(80),
    company: contact(200),
    source: line(80).describe("Where they left their name: website, fair, webinar"),
    detail: contact(500),
    utm: z
      .strictObject({
        source: contact(200),
        medium: contact(200),
        campaign: contact(200),
        content: contact(200),
        term: contact(200),
      })
      .prefault({}),
  })
  .refine(({ customer, name, phone, email, wechat }) => Boolean(customer ?? name ?? phone ?? email ?? wechat), {
    error: "must name somebody: customer, name, phone, email or wechat",
  })
  .meta({ id: "NewLead" });

export const postLead = defineRoute({
  method: "post",
  path: "/leads",
  operationId: "addLead",
  summary: "Reports somebody who left their name",
  description: "Each call is a lead of its own: send an Idempotency-Key.",
  permission: "lead.record",
  params: none,
  query: none,
  body: NewLead,
  responses: { 201: { description: "It is written down", schema: Lead } },
  handle: async ({ scope, deps, key, body }) => {
    const customerId = body.customer === undefined ? null : await requireCustomer(scope, body.customer);
    const { utm } = body;
    const at = deps.clock.now();
    const id = await recordLead(
      scope,
      { keyId: key.id },
      {
        customerId,
        contactName: body.name,
        contactPhone: body.phone,
        contactEmail: body.email,
        contactWechat: body.wechat,
        companyName: body.company,
        sourcePlatform: body.source,
        sourceDetail: body.detail,
        utmSource: utm.source,
        utmMedium: utm.medium,
        utmCampaign: utm.campaign,
        utmContent: utm.content,
        utmTerm: utm.term,
      },
      at,
    );
    await assignRecordedLead(scope, deps, id, at);
    return reply(201, await leadAsItIs(scope, id, id), { type: "lead", id });
  },
});
