import { z } from "zod";
import { giveLead, whoseTurn } from "../../../../bot/leads/give-lead.ts";
import type { Lead as LeadRow } from "../../../../domain/customers/customer.ts";
import { isAllowed } from "../../../../domain/organisation/permissions.ts";
import type { User } from "../../../../domain/organisation/user.ts";
import type { OrgScope } from "../../../../infra/db/organization-scope.ts";
import { defineRoute, reply } from "../api-route.ts";
import { LeadRef, none, StaffRef } from "../fields.ts";
import { requireColleague, requireLockedLead } from "../find-referred.ts";
import { Lead, leadAsItIs } from "../lead-shape.ts";
import { refuseByRule } from "../refuse-by-rule.ts";

const LeadOwner = z
  .union([
    z.strictObject({ owner: StaffRef }),
    z.strictObject({ next: z.literal(true).describe("Whose turn it is in the lead's team, other than who has it") }),
  ])
  .meta({ id: "LeadOwner" });

const nobodyOn = {
  en: "Nobody else who works on leads is online; name somebody as owner",
  zh: "没有其他可跟进线索的同事在线，请指定负责人",
};

export const putLeadOwner = defineRoute({
  method: "put",
  path: "/leads/{code}/owner",
  operationId: "assignLead",
  summary: "Gives a lead to somebody, who is told",
  description: "By name, or to whose turn it is. To who has it already it changes nothing.",
  permission: "lead.assign",
  params: z.object({ code: LeadRef }),
  query: none,
  body: LeadOwner,
  responses: { 200: { description: "The lead as it is now", schema: Lead } },
  rules: { "lead.receiver": "Their role does not work on leads", "lead.nobody_on": nobodyOn.en },
  handle: async ({ scope, deps, key, params, body }) => {
    const lead = await requireLockedLead(scope, params.code);
    const at = deps.clock.now();
    const to = "owner" in body ? await requireReceiver(scope, body.owner) : await requireTurn(scope, lead, at);
    await giveLead(scope, deps.channels, { lead, to }, { by: { keyId: key.id }, name: key.name, at });
    return reply(200, await leadAsItIs(scope, lead.id, params.code), { type: "lead", id: lead.id });
  },
});

async function requireReceiver(scope: OrgScope, reference: string): Promise<User> {
  const user = await requireColleague(scope, reference);
  if (isAllowed(user.role, "lead.change")) return user;
  return refuseByRule("lead.receiver", {
    en: `${user.employeeCode} (${user.role}) does not work on leads`,
    zh: `${user.employeeCode}（${user.role}）不跟进线索`,
  });
}

async function requireTurn(scope: OrgScope, lead: LeadRow, now: Date): Promise<User> {
  return (await whoseTurn(scope, lead, now)) ?? refuseByRule("lead.nobody_on", nobodyOn);
}
