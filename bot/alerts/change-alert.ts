import { Alert } from "../../domain/control/alert.ts";
import { type AlertAct, nextAlertStatus } from "../../domain/control/alert-state.ts";
import { writeAudit } from "../../domain/control/audit-log.ts";
import { readingZone } from "../../domain/organisation/reading-zone.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import { refuse } from "../desk/refuse.ts";
import type { RespondTo } from "../ports/inbound-event.ts";
import { alertName, wallClock } from "./alert-card.ts";
import { refreshAlert } from "./refresh-alert.ts";
import { readAlertSettings } from "./rule-settings.ts";
import { latestSnooze, refuseEndingEarly } from "./waiting-money.ts";

/** Whatever somebody does with an alert. */
export interface AlertChange {
  act: Exclude<AlertAct, "wake">;
  staff: Staff;
  channels: ChannelDirectory;
  at: Date;
  /** For `snooze`. */
  until?: Date;
  /** Who answers for it from now on. */
  assignedTo?: string;
  respondTo?: RespondTo | undefined;
}

/** True when this member of staff may see the alert: what is about a colleague is compliance's alone. */
export function maySee(staff: Pick<Staff, "role" | "userId">, alert: Pick<Alert, "subjectUserId">): boolean {
  return alert.subjectUserId === null || (staff.role === "compliance" && alert.subjectUserId !== staff.userId);
}

/** The same of a row `a` of alerts, for whoever is bound as `:userId` with `:role`. */
export const maySeeSql = "(a.subject_user_id IS NULL OR (:role = 'compliance' AND a.subject_user_id <> :userId))";

/**
 * The alert, locked. The conversation comes first: a turn has it when it adds to an alert, and two locks in two orders
 * would stop both. @throws RuleError when there is none that this person may see.
 */
export async function lockAlert(
  scope: OrgScope,
  staff: Pick<Staff, "role" | "userId">,
  which: { id: string } | { number: string },
): Promise<Alert> {
  const found = await Alert.query(scope.trx).findOne({ orgId: scope.orgId, ...which });
  if (!found || !maySee(staff, found)) {
    const name = "number" in which ? which.number : "";
    return refuse("alert_unknown", {
      en: `There is no alert ${name}`.trim().concat("."),
      zh: `没有找到告警 ${name}`.trim().concat("。"),
    });
  }
  return lockFound(scope, found);
}

/** The same for an alert that was read already. */
export async function lockFound({ trx }: OrgScope, found: Pick<Alert, "id" | "conversationId">): Promise<Alert> {
  if (found.conversationId) await trx.raw("SELECT FROM conversations WHERE id = ? FOR UPDATE", [found.conversationId]);
  return Alert.query(trx).findById(found.id).forUpdate().throwIfNotFound();
}

/**
 * Does an act on a locked alert and shows it everywhere.
 * @throws RuleError that says who was first, when its state does not allow the act any more, or that a client's money waits.
 */
export async function changeAlert(scope: OrgScope, alert: Alert, change: AlertChange): Promise<Alert> {
  const settings = readAlertSettings(await loadSettings(scope));
  const { act, staff, at, assignedTo } = change;
  const isHandedOn = act === "acknowledge" && assignedTo !== undefined && alert.status === "acknowledged";
  const status = isHandedOn ? alert.status : nextAlertStatus(alert.status, act);
  if (!status) return refuseLate(scope, alert, await readingZone(scope, staff));
  if (act === "resolve") await refuseEndingEarly(scope, alert);
  const until = change.until && (await latestSnooze(scope, alert, { until: change.until, at, staff }));
  const isMine = act === "acknowledge";
  const changed = await Alert.query(scope.trx).patchAndFetchById(alert.id, {
    status,
    updatedAt: at,
    escalateAt: null,
    heldUntil: null,
    ...(isMine && !isHandedOn ? { acknowledgedBy: staff.userId, acknowledgedAt: at } : {}),
    ...(act === "resolve" ? { resolvedAt: at } : {}),
    snoozedUntil: act === "snooze" ? (until ?? null) : null,
    ...(assignedTo === undefined ? {} : { assignedTo }),
  });
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { userId: staff.userId },
    action: `alert.${act}`,
    resourceType: "alert",
    resourceId: alert.id,
    changes: { from: alert.status, to: status, ...(until ? { until } : {}), assignedTo },
  });
  await noteRead(scope, alert.id, staff.userId, at);
  await refreshAlert(scope, change.channels, changed, settings, change.respondTo);
  return changed;
}

async function refuseLate(scope: OrgScope, alert: Alert, timezone: string): Promise<never> {
  const person = alert.acknowledgedBy ? await User.query(scope.trx).findById(alert.acknowledgedBy) : undefined;
  const who = person?.name;
  const at = alert.acknowledgedAt ? wallClock(alert.acknowledgedAt, timezone) : "";
  const [en, zh] = [alertName(alert, "en"), alertName(alert, "zh")];
  if (alert.status === "resolved") return refuse("alert_over", { en: `${en} is resolved.`, zh: `${zh} 已解决。` });
  return refuse("alert_taken", {
    en: `${who ?? "Somebody"} was first: ${en} is acknowledged since ${at}.`,
    zh: `${who ?? "同事"} 已先确认 ${zh}（${at}）。`,
  });
}

/** Who acts on it has read it. */
async function noteRead({ trx, orgId }: OrgScope, alertId: string, userId: string, at: Date): Promise<void> {
  await trx("notifications")
    .where({ org_id: orgId, user_id: userId, resource_type: "alert", resource_id: alertId, is_read: false })
    .update({ is_read: true, read_at: at });
}
