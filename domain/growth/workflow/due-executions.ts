import type { OrgScope } from "../../../infra/db/organization-scope.ts";

/** Executions of one workflow that are looked at in a minute. */
const LOOKED_AT = 500;

/** Who the target is by now; of a lead, its customer. */
const customer = `(SELECT coalesce(c.merged_into, c.id) FROM customers c WHERE c.org_id = e.org_id AND c.id =
  CASE WHEN e.target_type = 'lead' THEN (SELECT l.customer_id FROM leads l WHERE l.org_id = e.org_id AND l.id = e.target_id)
    ELSE e.target_id END)`;

/** Whose customer wrote in private after the moment from which an answer counts. */
const answered = `e.wait_condition->>'kind' = 'reply' AND (
  SELECT max(v.last_customer_message_at) FROM conversations v
  WHERE v.org_id = e.org_id AND v.customer_id = ${customer} AND NOT v.is_group
  ) > (e.wait_condition->>'since')::timestamptz`;

/** The executions of a workflow that can go on now: those that wait for nothing, longest first. */
export async function findDueExecutions({ trx, orgId }: OrgScope, workflowId: string, now: Date): Promise<string[]> {
  return trx("workflow_executions as e")
    .where({ "e.org_id": orgId, "e.workflow_id": workflowId })
    .whereRaw(`(e.status = 'running' OR (e.status = 'waiting' AND (e.wait_until <= ? OR (${answered}))))`, [now])
    .orderByRaw("coalesce(e.wait_until, e.started_at), e.id")
    .limit(LOOKED_AT)
    .pluck("e.id");
}

/** True when an execution that waits for an answer has one. */
export async function hasAnswer({ trx, orgId }: OrgScope, executionId: string): Promise<boolean> {
  const row = await trx("workflow_executions as e")
    .where({ "e.org_id": orgId, "e.id": executionId })
    .whereRaw(`(${answered})`)
    .first("e.id");
  return row !== undefined;
}
