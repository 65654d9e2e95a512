import { Alert } from "../../../domain/control/alert.ts";
import { nextAlertStatus } from "../../../domain/control/alert-state.ts";
import { writeAudit } from "../../../domain/control/audit-log.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { viewAlert } from "../alert-view.ts";
import { escalatesAt } from "../escalation.ts";
import { replaceCard, shownCards } from "../refresh-alert.ts";
import { type AlertSettings, readAlertSettings } from "../rule-settings.ts";
import { isAlertKind } from "../rules.ts";
import { eachAlert } from "./each-alert.ts";
import type { Watch } from "./watch.ts";

/** Snoozed alerts whose time is over come back, with a new card where the old one was: a changed one nobody notices. */
export const wakeAlerts: Watch = async (deps, orgId) => {
  const now = deps.clock.now();
  await eachAlert(
    deps,
    orgId,
    (scope) => findSlept(scope, now),
    async (scope, alert) => {
      const status = nextAlertStatus(alert.status, "wake");
      if (!status || !alert.snoozedUntil || alert.snoozedUntil > now) return;
      const settings = readAlertSettings(await loadSettings(scope));
      const awake = await Alert.query(scope.trx).patchAndFetchById(alert.id, {
        status,
        snoozedUntil: null,
        escalateAt: nextLevelAt(alert, settings, now),
        updatedAt: now,
      });
      await writeAudit(scope.trx, {
        orgId,
        by: { actor: "job" },
        action: "alert.wake",
        resourceType: "alert",
        resourceId: alert.id,
      });
      const view = await viewAlert(scope, awake);
      for (const card of await shownCards(scope, alert.id)) {
        const channel = await deps.channels.byId(card.channel_id);
        if (channel) await replaceCard(scope, channel, card, view, settings, now);
      }
    },
  );
};

function nextLevelAt(alert: Alert, { rules }: AlertSettings, now: Date): Date | null {
  if (!isAlertKind(alert.kind)) return null;
  const { severity, level } = alert;
  return escalatesAt(alert.kind, rules[alert.kind], { severity, level, from: now });
}

async function findSlept({ trx, orgId }: OrgScope, now: Date) {
  return trx("alerts")
    .where({ org_id: orgId, status: "snoozed" })
    .where("snoozed_until", "<=", now)
    .orderBy("snoozed_until")
    .select("id", "conversation_id");
}
