import { z } from "zod";
import { type LeadStatus, leadStatuses } from "../../../../domain/customers/lead-words.ts";
import { leadCode } from "../../../../domain/leads/find-lead.ts";
import { moveLead } from "../../../../domain/leads/move-lead.ts";
import { defineRoute, reply } from "../api-route.ts";
import { LeadRef, none, text } from "../fields.ts";
import { requireLockedLead } from "../find-referred.ts";
import { Lead, leadAsItIs } from "../lead-shape.ts";
import { refuseByRule } from "../refuse-by-rule.ts";

const why = text(500).min(2, "must say why");

const LeadMove = z
  .union([
    z.strictObject({ status: z.enum(["qualified", "converted"]) }),
    z.strictObject({
      status: z.enum(["lost", "contacted"]).describe("`contacted`: a lost lead is taken up again"),
      reason: why,
    }),
  ])
  .meta({ id: "LeadMove" });

export const patchLead = defineRoute({
  method: "patch",
  path: "/leads/{code}",
  operationId: "moveLead",
  summary: "Qualifies, converts, loses or takes up a lead again",
  description:
    "Forward only; lost, and contacted again, for a reason. A lead that nobody has written for becomes a customer when it is converted, and its owner looks after the customer where nobody does. The same again changes nothing.",
  permission: "lead.change",
  params: z.object({ code: LeadRef }),
  query: none,
  body: LeadMove,
  responses: { 200: { description: "The lead as it is now", schema: Lead } },
  rules: { "lead.status": "It may not become that from what it is" },
  handle: async ({ scope, deps, key, params, body }) => {
    const lead = await requireLockedLead(scope, params.code);
    const { status: from, number } = lead;
    if (from !== body.status) {
      const reason = "reason" in body ? body.reason : null;
      const by = { by: { keyId: key.id }, at: deps.clock.now() };
      const moved = await moveLead(scope, lead, { to: body.status, reason, ...by });
      if (moved === false) refuseMove(leadCode(number), from, body.status);
    }
    return reply(200, await leadAsItIs(scope, lead.id, params.code), { type: "lead", id: lead.id });
  },
});

function refuseMove(code: string, from: LeadStatus, to: LeadStatus): never {
  const label = (status: LeadStatus, language: "en" | "zh") => leadStatuses.label(status, language);
  return refuseByRule("lead.status", {
    en: `${code} is ${label(from, "en")} and cannot become ${label(to, "en")}: leads move forward; one that is lost is taken up again first`,
    zh: `${code} 现为“${label(from, "zh")}”，不能变为“${label(to, "zh")}”：线索状态只能前进，已流失的须先重新打开`,
  });
}
