import { refuse } from "../desk/refuse.ts";
import { firmKinds, isGrave, LATEST_ESCALATION_MINUTES, LEAST_NOTICE_MINUTES } from "./firm-rules.ts";
import type { RuleChange } from "./rule-settings.ts";
import type { AlertKind } from "./rules.ts";

/** @throws RuleError when a change would take from an alert of a client's money what it must keep. */
export function refuseSoftening(kind: AlertKind, change: RuleChange): void {
  if (!firmKinds.includes(kind)) return;
  if (change.enabled === false) {
    refuse("alert_firm", {
      en: `${kind} cannot be turned off: a client's money waits.`,
      zh: `${kind} 不能关闭：涉及客户的待付资金。`,
    });
  }
  if (change.severity !== undefined && !isGrave(change.severity)) {
    refuse("alert_firm", {
      en: `${kind} is at least high: severity=high or severity=critical.`,
      zh: `${kind} 最低为 high：请用 severity=high 或 severity=critical。`,
    });
  }
  if (kind === "withdrawal_due" && change.threshold !== undefined && change.threshold < LEAST_NOTICE_MINUTES) {
    refuse("alert_firm", {
      en: `${kind} comes at least ${LEAST_NOTICE_MINUTES} minutes before the deadline: threshold=${LEAST_NOTICE_MINUTES} or more.`,
      zh: `${kind} 最迟须在时限前 ${LEAST_NOTICE_MINUTES} 分钟提醒：threshold 至少为 ${LEAST_NOTICE_MINUTES}。`,
    });
  }
  if (change.escalate_minutes && change.escalate_minutes > LATEST_ESCALATION_MINUTES) {
    refuse("alert_firm", {
      en: `${kind} goes up after at most ${LATEST_ESCALATION_MINUTES} minutes: escalate=${LATEST_ESCALATION_MINUTES} or less.`,
      zh: `${kind} 最长 ${LATEST_ESCALATION_MINUTES} 分钟后升级：escalate 不得大于 ${LATEST_ESCALATION_MINUTES}。`,
    });
  }
}
