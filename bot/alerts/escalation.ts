import type { AlertSeverity } from "../../domain/control/alert-state.ts";
import type { Role } from "../../domain/organisation/values.ts";
import { type AlertKind, type AlertRule, complianceOnly } from "./rules.ts";

/** Who answers for whom, from the conversation upwards. */
const chain: readonly (readonly Role[])[] = [
  ["agent", "sales", "team_lead"],
  ["manager"],
  ["compliance", "admin", "super_admin"],
];

const MINUTE_MS = 60_000;
const waits: Record<AlertSeverity, number | null> = { critical: 5, high: 15, warning: 60, info: null };

/** The audiences of an alert, one after the other: the rule's own, then each higher step's roles not told before. */
export function audiencesOf(kind: AlertKind, rule: Pick<AlertRule, "roles">): (readonly Role[])[] {
  if (complianceOnly.includes(kind)) return [rule.roles];
  const lowest = chain.findIndex((step) => step.some((role) => rule.roles.includes(role)));
  const above = chain.slice(lowest + 1).map((step) => step.filter((role) => !rule.roles.includes(role)));
  return [rule.roles, ...above.filter((step) => step.length > 0)];
}

/** When the level after `level` is told, for an alert shown there at `from`; null when there is none. */
export function escalatesAt(
  kind: AlertKind,
  rule: Pick<AlertRule, "roles" | "escalateMinutes">,
  alert: { severity: AlertSeverity; level: number; from: Date },
): Date | null {
  const minutes = escalationMinutes(rule, alert.severity);
  if (minutes === null || alert.level + 1 >= audiencesOf(kind, rule).length) return null;
  return new Date(alert.from.getTime() + minutes * MINUTE_MS);
}

/** How long a level has to acknowledge; null: for ever. */
export function escalationMinutes(rule: Pick<AlertRule, "escalateMinutes">, severity: AlertSeverity): number | null {
  return rule.escalateMinutes ?? waits[severity];
}
