import { Alert } from "../../../domain/control/alert.ts";
import { writeAudit } from "../../../domain/control/audit-log.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { audienceOf } from "../audience.ts";
import { audiencesOf, escalatesAt } from "../escalation.ts";
import { refreshAlert } from "../refresh-alert.ts";
import { type AlertSettings, readAlertSettings } from "../rule-settings.ts";
import { isAlertKind } from "../rules.ts";
import { showAlert } from "../show-alert.ts";
import { eachAlert } from "./each-alert.ts";
import type { Watch } from "./watch.ts";

/** What nobody acknowledged in time goes to the next level where there is somebody. */
export const escalateAlerts: Watch = async (deps, orgId) => {
  const now = deps.clock.now();
  await eachAlert(
    deps,
    orgId,
    (scope) => findUnanswered(scope, now),
    async (scope, waiting) => {
      if (waiting.status !== "open" || !waiting.escalateAt || waiting.escalateAt > now) return;
      const settings = readAlertSettings(await loadSettings(scope));
      const level = await nextLevel(scope, waiting, settings, now);
      const alert = await Alert.query(scope.trx).patchAndFetchById(waiting.id, {
        level: level?.level ?? waiting.level,
        escalateAt: level ? level.nextAt(now) : null,
        updatedAt: now,
      });
      if (!level) return;
      await writeAudit(scope.trx, {
        orgId,
        by: { actor: "job" },
        action: "alert.escalate",
        resourceType: "alert",
        resourceId: alert.id,
        changes: { from: waiting.level, to: alert.level },
      });
      await refreshAlert(scope, deps.channels, alert, settings);
      await showAlert(scope, deps.channels, alert, settings, now);
    },
  );
};

async function nextLevel(scope: OrgScope, alert: Alert, { rules }: AlertSettings, at: Date) {
  const { kind, severity } = alert;
  if (!isAlertKind(kind)) return null;
  const rule = rules[kind];
  const audiences = audiencesOf(kind, rule);
  for (let level = alert.level + 1; level < audiences.length; level++) {
    const people = await audienceOf(scope, alert, { roles: audiences[level] ?? [], team: rule.team, level, at });
    const nextAt = (from: Date) => escalatesAt(kind, rule, { severity, level, from });
    if (people.length > 0) return { level, nextAt };
  }
  return null;
}

async function findUnanswered({ trx, orgId }: OrgScope, now: Date) {
  return trx("alerts")
    .where({ org_id: orgId, status: "open", held_until: null })
    .where("escalate_at", "<=", now)
    .orderBy("escalate_at")
    .select("id", "conversation_id");
}
