import type { AlertSeverity } from "../../domain/control/alert-state.ts";
import type { Role } from "../../domain/organisation/values.ts";
import { type AlertKind, type AlertRule, defaultRules } from "./rules.ts";

/** Alerts that a client's money waits: no organisation can silence, delay or play them down, and nobody ends them early. */
export const firmKinds: readonly string[] = ["withdrawal_due", "withdrawal_missed"] satisfies AlertKind[];

/** Of these compliance hears whatever roles are named: a client's money or safety is at stake, or they complain. */
export const heardByCompliance: readonly string[] = [
  ...firmKinds,
  ...(["complaint", "distress", "fraud_on_customer", "account_security"] satisfies AlertKind[]),
];
/** Who hears of these where nobody has any of the roles that should. */
export const lastResort: readonly Role[] = ["manager", "compliance", "admin", "super_admin"];

/** So much is left of the time to settle, at the least, when people are told, and when what was put off comes back. */
export const LEAST_NOTICE_MINUTES = 60;
/** So long, at the most, one level has before the next is told. */
export const LATEST_ESCALATION_MINUTES = 60;
const grave: readonly AlertSeverity[] = ["high", "critical"];

/** True for what everybody of the roles hears of when nobody is on duty. */
export const isGrave = (severity: AlertSeverity): boolean => grave.includes(severity);

/** A rule as it counts, whatever is stored: firm ones within their bounds, and heard of by who must. */
export function keepFirm(kind: AlertKind, stored: AlertRule): AlertRule {
  const rule = { ...stored, roles: rolesOf(kind, stored.roles) };
  if (!firmKinds.includes(kind)) return rule;
  const { severity, threshold, escalateMinutes } = rule;
  return {
    ...rule,
    enabled: true,
    severity: isGrave(severity) ? severity : defaultRules[kind].severity,
    threshold: kind === "withdrawal_due" ? Math.max(threshold, LEAST_NOTICE_MINUTES) : threshold,
    escalateMinutes: escalateMinutes === null ? null : Math.min(escalateMinutes, LATEST_ESCALATION_MINUTES),
  };
}

function rolesOf(kind: AlertKind, roles: readonly Role[]): readonly Role[] {
  const isHeard = !heardByCompliance.includes(kind) || roles.includes("compliance");
  return isHeard ? roles : [...roles, "compliance"];
}
