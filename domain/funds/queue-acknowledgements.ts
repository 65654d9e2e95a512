import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import { Withdrawal } from "./fund-rows.ts";

/** Has the customer told that a withdrawal has arrived; the job tells them once, however often it runs. */
export async function queueAcknowledgement({ trx, orgId }: OrgScope, withdrawalId: string): Promise<void> {
  const payload = { orgId, withdrawalId };
  await enqueueJob(trx, { task: "acknowledge_withdrawal", payload, key: `acknowledge_withdrawal:${withdrawalId}` });
}

/** The same for all that wait and of which the customer could not be told so far: a chat of theirs can be told now. */
export async function queueAcknowledgements(scope: OrgScope, customerId: string): Promise<void> {
  const { trx, orgId } = scope;
  const waiting = await Withdrawal.query(trx)
    .where({ orgId, customerId, status: "pending", acknowledgedAt: null })
    .orderBy("requestedAt")
    .select("id");
  for (const { id } of waiting) await queueAcknowledgement(scope, id);
}
