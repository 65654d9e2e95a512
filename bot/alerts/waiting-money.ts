import type { Alert } from "../../domain/control/alert.ts";
import { readingZone } from "../../domain/organisation/reading-zone.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import { refuse } from "../desk/refuse.ts";
import { alertName, wallClock } from "./alert-card.ts";
import { LEAST_NOTICE_MINUTES } from "./firm-rules.ts";
import { moneyOf } from "./money-of-alert.ts";

const MINUTE_MS = 60_000;

/**
 * Nobody ends an alert while the withdrawal that it is about waits: settling does.
 * @throws RuleError that says so.
 */
export async function refuseEndingEarly(scope: OrgScope, alert: Alert): Promise<void> {
  const [waiting] = await moneyOf(scope, alert);
  if (!waiting) return;
  const { code } = waiting;
  refuse("alert_money", {
    en: `${alertName(alert, "en")} stands until ${code} is settled, and is resolved by that. To say that you look after it: /alerts ack ${alert.number}`,
    zh: `出金 ${code} 处理完毕后，${alertName(alert, "zh")} 会自动解决，此前不能手动解决。如由您跟进，请发送 /alerts ack ${alert.number}`,
  });
}

/**
 * Until when an alert may be put off: so that there is still time when it comes back, where a withdrawal waits.
 * @throws RuleError when there is none any more.
 */
export async function latestSnooze(
  scope: OrgScope,
  alert: Alert,
  { until, at, staff }: { until: Date; at: Date; staff: Staff },
): Promise<Date> {
  const [waiting] = await moneyOf(scope, alert);
  if (!waiting) return until;
  const latest = new Date(waiting.dueAt.getTime() - LEAST_NOTICE_MINUTES * MINUTE_MS);
  if (latest > at) return until < latest ? until : latest;
  const by = wallClock(waiting.dueAt, await readingZone(scope, staff));
  return refuse("alert_money", {
    en: `${alertName(alert, "en")} cannot be put off: ${waiting.code} must be settled by ${by}. To say that you look after it: /alerts ack ${alert.number}`,
    zh: `${alertName(alert, "zh")} 不能推迟：出金 ${waiting.code} 须在 ${by} 前处理完毕。如由您跟进，请发送 /alerts ack ${alert.number}`,
  });
}
