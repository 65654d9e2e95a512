import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** True when somebody here took this message back: the platform was, or is about to be, asked to remove it. */
export async function isBeingRecalled({ trx, orgId }: OrgScope, messageId: string): Promise<boolean> {
  const row = await trx("deliveries")
    .where({ org_id: orgId, message_id: messageId, operation: "delete" })
    .whereIn("status", ["queued", "sending", "sent"])
    .first("id");
  return row !== undefined;
}
