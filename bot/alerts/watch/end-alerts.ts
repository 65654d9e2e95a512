import { Alert } from "../../../domain/control/alert.ts";
import { writeAudit } from "../../../domain/control/audit-log.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { refreshAlert } from "../refresh-alert.ts";
import { readAlertSettings } from "../rule-settings.ts";
import { eachAlert } from "./each-alert.ts";
import { standingDeadlines } from "./standing-deadlines.ts";
import type { Watch } from "./watch.ts";

/** Alerts whose cause is gone by itself: resolved, on their cards too. */
export const endAlerts: Watch = async (deps, orgId) => {
  const now = deps.clock.now();
  await eachAlert(
    deps,
    orgId,
    (scope) => findEnded(scope, now),
    async (scope, { id, status }) => {
      if (!(await findEnded(scope, now, id))[0]) return;
      const alert = await Alert.query(scope.trx).patchAndFetchById(id, {
        status: "resolved",
        resolvedAt: now,
        escalateAt: null,
        heldUntil: null,
        updatedAt: now,
      });
      await writeAudit(scope.trx, {
        orgId,
        by: { actor: "job" },
        action: "alert.resolve",
        resourceType: "alert",
        resourceId: id,
        changes: { from: status, to: "resolved", why: "the cause is gone" },
      });
      await refreshAlert(scope, deps.channels, alert, readAlertSettings(await loadSettings(scope)));
    },
  );
};

async function findEnded(
  { trx, orgId }: OrgScope,
  now: Date,
  only?: string,
): Promise<{ id: string; conversation_id: string | null }[]> {
  const { rows } = await trx.raw(
    `WITH d AS (${standingDeadlines})
     SELECT a.id, a.conversation_id FROM alerts a LEFT JOIN conversations v ON v.id = a.conversation_id
     WHERE a.org_id = :orgId AND a.status <> 'resolved' AND (:only::uuid IS NULL OR a.id = :only::uuid) AND (
       (a.kind IN ('sla_due', 'sla_missed') AND v.id IS NOT NULL AND NOT EXISTS (SELECT FROM d
          WHERE d.conversation_id = v.id AND a.cause = a.kind || ':' || d.kind || ':' || v.id || ':' || d.epoch))
       OR (a.kind = 'human_requested_nobody_online'
          AND (v.agent_id IS NOT NULL OR v.handoff_at IS NULL OR v.status NOT IN ('pending', 'active')))
       -- Answered, over, or written again: the window is another one.
       OR (a.kind = 'reply_window_closing' AND (v.waiting_since IS NULL OR v.status NOT IN ('pending', 'active')
          OR v.last_customer_message_at > (a.details ->> 'since')::timestamptz))
       OR (a.kind = 'reply_held' AND EXISTS (SELECT FROM approvals p
          WHERE p.id = (a.details ->> 'approvalId')::uuid AND p.status <> 'pending'))
       -- Somebody has seen it, or nobody had to, and the conversation is over.
       OR (v.status NOT IN ('pending', 'active') AND (a.status = 'acknowledged' OR a.severity = 'info'))
       OR (a.details ->> 'isStorm' = 'true' AND NOT EXISTS (SELECT FROM alerts m
          WHERE m.storm_id = a.id AND m.status <> 'resolved')))
     ORDER BY a.number`,
    // knex's type leaves out null, its code does not
    { orgId, now, only: only ?? null } as unknown as Record<string, string>,
  );
  return rows;
}
