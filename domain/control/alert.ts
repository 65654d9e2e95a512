import type { Knex } from "knex";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { takeNumber } from "../organisation/codes.ts";

export interface AlertDraft {
  /** What kind of thing is wrong: `channel_error`. */
  kind: string;
  severity: "info" | "warning" | "high" | "critical";
  /** While an alert of this cause is open, it is the only one: `channel:ID`. */
  cause: string;
  title: string;
  details?: Record<string, unknown>;
  channelId?: string;
}

/** The cause of the alert that a channel does not work. */
export const channelCause = (channelId: string): string => `channel:${channelId}`;

/** Opens an alert and returns its number; null when one of the same cause is open already. */
export async function openAlert({ trx, orgId }: OrgScope, alert: AlertDraft): Promise<number | null> {
  const number = await takeNumber(trx, orgId, "alert");
  const { rows } = await trx.raw(
    `INSERT INTO alerts (id, org_id, number, kind, severity, cause, title, details, channel_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (org_id, cause) WHERE status <> 'resolved' DO NOTHING RETURNING true`,
    [
      newId(),
      orgId,
      number,
      alert.kind,
      alert.severity,
      alert.cause,
      alert.title,
      JSON.stringify(alert.details ?? {}),
      alert.channelId ?? null,
    ] as Knex.Value[],
  );
  return rows.length > 0 ? number : null;
}

/** The cause is gone: whatever alert it had is resolved. */
export async function resolveAlert({ trx, orgId }: { trx: Knex; orgId: string }, cause: string): Promise<void> {
  await trx.raw(
    `UPDATE alerts SET status = 'resolved', resolved_at = clock_timestamp(), updated_at = clock_timestamp()
     WHERE org_id = ? AND cause = ? AND status <> 'resolved'`,
    [orgId, cause],
  );
}
