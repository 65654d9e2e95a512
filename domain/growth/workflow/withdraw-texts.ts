import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { TAKE_BACK } from "../take-back.ts";
import type { Workflow } from "./workflow.ts";

/** Why a text of a workflow's step was sent, as its delivery keeps it. */
export function whyOfStep(workflow: Pick<Workflow, "name">, nodeId: string): string {
  return `workflow: ${workflow.name} (${nodeId})`;
}

/**
 * Takes back the texts of a workflow that wait and of which no part has begun to go out, to everybody or to these customers
 * alone; what they were to tell besides their words has not been told. Returns how many texts.
 */
export async function withdrawTexts(
  { trx, orgId }: OrgScope,
  workflow: Pick<Workflow, "name" | "definition">,
  { customerIds, at }: { customerIds: readonly string[] | null; at: Date },
): Promise<number> {
  const senders = workflow.definition.nodes.filter(({ type }) => type === "send_message");
  const whys = senders.map(({ id }) => whyOfStep(workflow, id));
  if (whys.length === 0) return 0;
  const { rows } = await trx.raw(
    `WITH waiting AS (
       SELECT d.id, d.message_id, d.message_sent_at, d.conversation_id, d.act->'carries' AS carries FROM deliveries d
       WHERE d.org_id = :orgId AND d.status = 'queued' AND d.purpose = 'marketing' AND d.act->>'why' = ANY(:whys)
         AND (:customerIds::uuid[] IS NULL OR d.customer_id = ANY(:customerIds::uuid[]))
       FOR UPDATE OF d
     ), ${TAKE_BACK}
     UPDATE messages m SET status = 'cancelled' FROM (SELECT DISTINCT message_id, message_sent_at FROM whole) w
     WHERE m.id = w.message_id AND m.sent_at = w.message_sent_at AND m.status = 'queued' RETURNING m.id`,
    // knex's type leaves out null, its code does not
    { orgId, whys, customerIds, at, code: "workflow.stopped" } as unknown as Record<string, string>,
  );
  return rows.length;
}
