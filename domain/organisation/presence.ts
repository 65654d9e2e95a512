import { z } from "zod";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { writeAudit } from "../control/audit-log.ts";
import { defineSetting, readSetting, type Settings } from "./settings/setting.ts";
import type { Presence } from "./values.ts";

const HOUR_MS = 60 * 60_000;
const NOTE_EVERY_MS = 5 * 60_000;

export const presenceHours = defineSetting(
  "routing.presence_hours",
  z
    .number()
    .positive()
    .max(24 * 7),
  12,
);

/** After so long without a command or line an online person counts as away: setting `routing.presence_hours`. */
export function presenceMs(settings: Settings): number {
  return readSetting(settings, presenceHours) * HOUR_MS;
}

/** Says how somebody is to be reached. */
export async function setPresence(scope: OrgScope, userId: string, presence: Presence, now: Date): Promise<void> {
  const { trx, orgId } = scope;
  const before = await trx("users").where({ org_id: orgId, id: userId }).forNoKeyUpdate().first("presence");
  const isStillAway = presence === "away" && before?.presence === "away";
  const since = isStillAway ? {} : { away_since: presence === "away" ? now : null };
  await trx("users")
    .where({ org_id: orgId, id: userId })
    .update({ presence, presence_at: now, ...since });
  if (before?.presence !== presence) await auditPresence(scope, userId, before?.presence ?? null, presence);
}

/** Somebody does something here: who never said otherwise is online, and whoever is, is so still. */
export async function notePresence(scope: OrgScope, userId: string, now: Date): Promise<void> {
  const { rows } = await scope.trx.raw(
    `UPDATE users u SET presence = coalesce(u.presence, 'online'), presence_at = ?::timestamptz, last_login_at = ?::timestamptz
     FROM users b WHERE b.id = u.id AND u.org_id = ? AND u.id = ?
       AND (u.presence_at IS NULL OR u.presence_at < ?::timestamptz) RETURNING b.presence AS before`,
    [now, now, scope.orgId, userId, new Date(now.getTime() - NOTE_EVERY_MS)],
  );
  if (rows[0] && rows[0].before === null) await auditPresence(scope, userId, null, "online");
}

async function auditPresence(
  { trx, orgId }: OrgScope,
  userId: string,
  before: Presence | null,
  after: Presence,
): Promise<void> {
  await writeAudit(trx, {
    orgId,
    by: { userId },
    action: "user.presence",
    resourceType: "user",
    resourceId: userId,
    changes: { before, after },
  });
}
