import type { Lead } from "../../domain/customers/customer.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";

/** Lets a job read, behind the answer, what a lead's messages say of them. Not of one that is at its end. */
export async function analyseLater({ trx, orgId }: OrgScope, lead: Pick<Lead, "id" | "status">): Promise<void> {
  if (lead.status === "converted" || lead.status === "lost") return;
  await enqueueJob(trx, {
    task: "analyse_lead",
    payload: { orgId, leadId: lead.id },
    key: `analyse_lead:${lead.id}`,
    maxAttempts: 5,
  });
}
