import { resolveAlert } from "../../../domain/control/alert.ts";
import { Withdrawal } from "../../../domain/funds/fund-rows.ts";
import { withdrawalCauses } from "../../../domain/funds/move-withdrawal.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { wallClock } from "../alert-card.ts";
import { type AlertCause, raiseAlert } from "../raise-alert.ts";
import { type AlertSettings, readAlertSettings } from "../rule-settings.ts";
import type { Watch } from "./watch.ts";

const MINUTE_MS = 60_000;

/**
 * Withdrawals that must be settled soon, or should have been, and have no alert that stands. The alerts stand until the
 * withdrawal is settled: they belong to no conversation, so that none of those ends them.
 */
export const watchWithdrawals: Watch = async ({ db, channels, clock }, orgId) => {
  const now = clock.now();
  const waiting = await inOrganization(db, orgId, async (scope) => {
    const { rules } = readAlertSettings(await loadSettings(scope));
    return findUnalerted(scope, { now, near: nearOf(rules, now), only: null });
  });
  for (const { id } of waiting) {
    await inOrganization(db, orgId, async (scope) => {
      // Whoever settles it waits, and finds the alert.
      const one = await Withdrawal.query(scope.trx).findOne({ orgId, id, status: "pending" }).forUpdate();
      if (!one) return;
      const { timezone, rules } = readAlertSettings(await loadSettings(scope));
      const stillWaiting = await findUnalerted(scope, { now, near: nearOf(rules, now), only: id });
      if (stillWaiting.length === 0) return;
      await raiseAlert(scope, channels, causeOf(one, now, timezone), now);
      if (one.dueAt <= now) await resolveAlert(scope, withdrawalCauses(id).due, now);
    });
  }
};

function nearOf(rules: AlertSettings["rules"], now: Date): Date {
  return new Date(now.getTime() + rules.withdrawal_due.threshold * MINUTE_MS);
}

async function findUnalerted(
  { trx, orgId }: OrgScope,
  { now, near, only }: { now: Date; near: Date; only: string | null },
): Promise<{ id: string }[]> {
  const { rows } = await trx.raw(
    `SELECT w.id FROM withdrawals w WHERE w.org_id = :orgId AND w.status = 'pending' AND w.due_at <= :near
       AND (:only::uuid IS NULL OR w.id = :only::uuid)
       AND NOT EXISTS (SELECT FROM alerts a WHERE a.org_id = :orgId AND a.status <> 'resolved' AND a.cause =
         CASE WHEN w.due_at <= :now THEN 'withdrawal_missed:' ELSE 'withdrawal_due:' END || w.id)
     ORDER BY w.due_at`,
    // knex's type leaves out null, its code does not
    { orgId, now, near, only } as unknown as Record<string, string>,
  );
  return rows;
}

function causeOf({ id, withdrawalCode, customerId, dueAt }: Withdrawal, now: Date, timezone: string): AlertCause {
  const isMissed = dueAt <= now;
  const causes = withdrawalCauses(id);
  const by = wallClock(dueAt, timezone);
  return {
    kind: isMissed ? "withdrawal_missed" : "withdrawal_due",
    cause: isMissed ? causes.missed : causes.due,
    title: isMissed
      ? {
          en: `Missed: ${withdrawalCode} was to be settled by ${by}`,
          zh: `已逾期：${withdrawalCode} 应在 ${by} 前处理完毕`,
        }
      : {
          en: `Soon: ${withdrawalCode} must be settled by ${by}`,
          zh: `即将到期：${withdrawalCode} 须在 ${by} 前处理完毕`,
        },
    customerId,
  };
}
