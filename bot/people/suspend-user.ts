import { type AuditEntry, writeAudit } from "../../domain/control/audit-log.ts";
import { unlinkAccounts } from "../../domain/organisation/unlink-accounts.ts";
import { User } from "../../domain/organisation/user.ts";
import type { Role } from "../../domain/organisation/values.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { ConflictError } from "../../infra/errors.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import { cancelUnsent } from "./cancel-unsent.ts";

/** Without one of them nobody could add people, decide on held texts or be alerted. */
const indispensable: readonly Role[] = ["super_admin", "admin", "manager"];

export interface Suspension {
  userId: string;
  reason: string;
  now: Date;
  /** Also the last manager or administrator. */
  isForced?: boolean;
}

export interface Suspended {
  /** False when they were suspended before: then only what was left to hand over is handed over. */
  isNew: boolean;
  unlinked: number;
  /** Texts to customers that had not gone out. */
  cancelled: number;
}

/**
 * Ends somebody's access, in one short transaction: whoever acts as them waits for it or comes after it, in every
 * process, and is nobody. What they leave is handed over by a job, conversation by conversation.
 * @throws ConflictError for the last active manager or administrator, unless forced.
 */
export async function suspendUser(scope: OrgScope, by: AuditEntry["by"], about: Suspension): Promise<Suspended> {
  const { trx, orgId } = scope;
  const { userId, reason, now } = about;
  // One at a time: of the last two managers only one can be suspended.
  await trx.raw("SELECT pg_advisory_xact_lock(hashtextextended('staff:' || ?, 0))", [orgId]);
  const user = await User.query(trx).findOne({ orgId, id: userId }).forUpdate().throwIfNotFound();
  const isNew = user.status === "active";
  if (isNew && !about.isForced && (await isLast(scope, user))) {
    throw new ConflictError(
      `${user.name} is the last active manager or administrator. Add another first, or use --force.`,
      { rule: "last_manager" },
    );
  }
  await trx("users").where({ org_id: orgId, id: userId }).update({
    status: "suspended",
    presence: "away",
    presence_at: now,
    updated_at: now,
  });
  await trx("link_codes")
    .where({ org_id: orgId, user_id: userId, used_at: null })
    .where("expires_at", ">", now)
    .update({ expires_at: now });
  const unlinked = await unlinkAccounts(scope, by, { userId }, { reason: "suspended", now });
  const cancelled = await cancelUnsent(scope, userId, now);
  await writeAudit(trx, {
    orgId,
    by,
    action: "user.suspend",
    resourceType: "user",
    resourceId: userId,
    changes: { before: user.status, reason, accounts: unlinked.length, cancelled: cancelled.texts },
  });
  const payload = { orgId, userId, conversations: cancelled.conversationIds };
  await enqueueJob(trx, { task: "hand_over", payload, key: `hand_over:${userId}` });
  return { isNew, unlinked: unlinked.length, cancelled: cancelled.texts };
}

async function isLast({ trx, orgId }: OrgScope, user: User): Promise<boolean> {
  if (!indispensable.includes(user.role)) return false;
  const other = await trx("users")
    .where({ org_id: orgId, status: "active" })
    .whereIn("role", [...indispensable])
    .whereNot({ id: user.id })
    .first("id");
  return other === undefined;
}
