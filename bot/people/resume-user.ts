import { type AuditEntry, writeAudit } from "../../domain/control/audit-log.ts";
import { type IssuedLinkCode, issueLinkCode } from "../../domain/organisation/issue-link-code.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { ConflictError } from "../../infra/errors.ts";

/**
 * Makes a suspended member of staff active again. Their accounts stay unlinked: the code links one, and nothing that was
 * handed over comes back by itself. @throws ConflictError for who is active.
 */
export async function resumeUser(
  scope: OrgScope,
  by: AuditEntry["by"],
  { userId, now }: { userId: string; now: Date },
): Promise<IssuedLinkCode> {
  const { trx, orgId } = scope;
  const user = await trx("users").where({ org_id: orgId, id: userId }).forUpdate().first("status", "email");
  if (user?.status === "active") throw new ConflictError(`${user.email} is active`);
  await trx("users").where({ org_id: orgId, id: userId }).update({ status: "active", presence: null, updated_at: now });
  await writeAudit(trx, {
    orgId,
    by,
    action: "user.resume",
    resourceType: "user",
    resourceId: userId,
    changes: { before: user?.status },
  });
  return issueLinkCode(scope, by, userId, now);
}
