import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { insertOutboxEvent } from "../control/outbox-event.ts";
import { joinCampaign } from "../leads/join-campaign.ts";
import { recordLeadActivities } from "../leads/keep-score.ts";
import { scorePolicyOf } from "../leads/score-policy.ts";
import { loadSettings } from "../organisation/settings.ts";
import { Lead } from "./customer.ts";

/** Somebody who left their name somewhere, as a form or another system reports them. */
export interface NewLead {
  customerId: string | null;
  contactName: string | null;
  contactPhone: string | null;
  contactEmail: string | null;
  contactWechat: string | null;
  companyName: string | null;
  sourcePlatform: string;
  sourceDetail: string | null;
  utmSource: string | null;
  utmMedium: string | null;
  utmCampaign: string | null;
  utmContent: string | null;
  utmTerm: string | null;
}

/** Writes down a lead with the form that brought it, scored; gives its id. */
export async function recordLead(scope: OrgScope, by: AuditEntry["by"], lead: NewLead, at: Date): Promise<string> {
  const { trx, orgId } = scope;
  const { id } = await Lead.query(trx).insert({ orgId, ...lead });
  await joinCampaign(scope, [id]);
  const form = {
    type: "form_submit" as const,
    at,
    metadata: { platform: lead.sourcePlatform },
    ...(lead.sourceDetail === null ? {} : { description: lead.sourceDetail }),
  };
  await recordLeadActivities(scope, id, [form], scorePolicyOf(await loadSettings(scope)));
  const changes = { source: lead.sourcePlatform, campaign: lead.utmCampaign };
  await writeAudit(trx, { orgId, by, action: "lead.add", resourceType: "lead", resourceId: id, changes });
  await insertOutboxEvent(scope, "lead.created", id, { leadId: id, customerId: lead.customerId });
  return id;
}
