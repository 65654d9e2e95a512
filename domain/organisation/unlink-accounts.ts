import type { Knex } from "knex";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";

export const unlinkReasons = ["suspended", "relinked"] as const;

export interface UnlinkedAccount {
  platform: string;
  channelId: string;
  externalUserId: string;
}

interface IdentityRow {
  id: string;
  channel_id: string;
  platform: string;
  external_user_id: string;
  user_id: string;
  display_name: string | null;
  linked_by: string;
  created_at: Date;
}

/** Unlinks accounts of platforms from their user; that they were linked stays in `past_identities` and the trail. */
export async function unlinkAccounts(
  scope: OrgScope,
  by: AuditEntry["by"],
  which: { userId: string } | { channelId: string; externalUserId: string },
  { reason, now }: { reason: (typeof unlinkReasons)[number]; now: Date },
): Promise<UnlinkedAccount[]> {
  const rows = await takeIdentities(scope, which);
  if (rows.length > 0) await keepPast(scope, rows, reason, now);
  for (const row of rows) {
    await writeAudit(scope.trx, {
      orgId: scope.orgId,
      by,
      action: "user.unlink",
      resourceType: "user_identity",
      resourceId: row.id,
      changes: { user_id: row.user_id, platform: row.platform, account: row.external_user_id, reason },
    });
  }
  return rows.map((row) => ({
    platform: row.platform,
    channelId: row.channel_id,
    externalUserId: row.external_user_id,
  }));
}

/** The rows of accounts that were somebody's of the staff and are nobody's now: those of `:sender` on a channel. */
export const pastLink = `SELECT FROM past_identities p WHERE p.org_id = :orgId AND p.channel_id = :channelId
  AND p.external_user_id = :sender AND NOT EXISTS (SELECT FROM user_identities i
    WHERE i.channel_id = p.channel_id AND i.external_user_id = p.external_user_id)`;

/** True for an account that was somebody's of the staff and is nobody's now. */
export async function wasLinked(
  knex: Knex,
  orgId: string,
  { channelId, externalUserId }: { channelId: string; externalUserId: string },
): Promise<boolean> {
  const { rows } = await knex.raw(`${pastLink} LIMIT 1`, { orgId, channelId, sender: externalUserId });
  return rows.length > 0;
}

async function takeIdentities(
  { trx, orgId }: OrgScope,
  which: { userId: string } | { channelId: string; externalUserId: string },
): Promise<IdentityRow[]> {
  const where =
    "userId" in which
      ? { user_id: which.userId }
      : { channel_id: which.channelId, external_user_id: which.externalUserId };
  return trx("user_identities")
    .where({ org_id: orgId, ...where })
    .delete()
    .returning("*");
}

async function keepPast({ trx, orgId }: OrgScope, rows: IdentityRow[], reason: string, now: Date): Promise<void> {
  await trx("past_identities").insert(
    rows.map(({ created_at, id: _, ...row }) => ({
      ...row,
      id: newId(),
      org_id: orgId,
      linked_at: created_at,
      reason,
      unlinked_at: now,
    })),
  );
}
