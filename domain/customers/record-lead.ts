import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { Lead, LeadActivity } from "./customer.ts";

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

/** Writes down a lead with the form that brought it; gives its id. */
export async function recordLead({ trx, orgId }: OrgScope, by: AuditEntry["by"], lead: NewLead): Promise<string> {
  const { id } = await Lead.query(trx).insert({ orgId, ...lead });
  await LeadActivity.query(trx).insert({
    orgId,
    leadId: id,
    type: "form_submit",
    description: lead.sourceDetail,
    metadata: { platform: lead.sourcePlatform },
  });
  const changes = { source: lead.sourcePlatform, campaign: lead.utmCampaign };
  await writeAudit(trx, { orgId, by, action: "lead.add", resourceType: "lead", resourceId: id, changes });
  return id;
}
