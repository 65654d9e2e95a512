import { z } from "zod";
import { alertSeverities } from "../../domain/control/alert-state.ts";
import type { Language } from "../../domain/language/language.ts";
import { organizationLanguage, organizationTimezone } from "../../domain/organisation/settings/organization.ts";
import { defineSetting, readSetting, type Settings } from "../../domain/organisation/settings/setting.ts";
import { roles } from "../../domain/organisation/values.ts";
import { staffSurfaces } from "../desk/desk-place.ts";
import { keepFirm } from "./firm-rules.ts";
import { type QuietHours, quietHoursSchema } from "./quiet-hours.ts";
import { type AlertKind, type AlertRule, alertKinds, alwaysAtOnce, complianceOnly, defaultRules } from "./rules.ts";

/** What an organisation may change of a rule. */
export const ruleChangeSchema = z
  .object({
    enabled: z.boolean(),
    severity: z.enum(alertSeverities),
    roles: z.array(z.enum(roles)).min(1).max(roles.length),
    team: z.enum(["own", "any"]),
    threshold: z.number().int().min(1).max(10_000),
    cooldown_minutes: z.number().int().min(0).max(10_080),
    escalate_minutes: z.number().int().min(1).max(10_080).nullable(),
    quiet: z.enum(["hold", "ignore"]),
  })
  .partial();
export type RuleChange = z.infer<typeof ruleChangeSchema>;

/** Setting `alerts.rules`: by rule, what differs from ours. */
export const rulesSchema = z.partialRecord(z.enum(alertKinds), ruleChangeSchema);

/** What the settings say about alerts, with our defaults where they say nothing. */
export interface AlertSettings {
  rules: Record<AlertKind, AlertRule>;
  quietHours: QuietHours | null;
  timezone: string;
  language: Language;
  /** Setting `alerts.surface`. */
  surface: string | null;
}

/** By rule, what differs from ours. */
export const ruleChanges = defineSetting("alerts.rules", rulesSchema, {});
/** When alerts that may wait do; null: they never do. */
export const quietHoursSetting = defineSetting("alerts.quiet_hours", quietHoursSchema.nullable(), null);
/** Where managers are alerted; null: on the first that is configured. */
export const alertSurface = defineSetting("alerts.surface", z.enum(staffSurfaces).nullable(), null);

/** A value that does not fit its schema counts as not set. */
export function readAlertSettings(settings: Settings): AlertSettings {
  const changes = readSetting(settings, ruleChanges);
  return {
    rules: Object.fromEntries(alertKinds.map((kind) => [kind, ruleOf(kind, changes[kind] ?? {})])) as Record<
      AlertKind,
      AlertRule // the keys are the kinds, of which fromEntries knows nothing
    >,
    quietHours: readSetting(settings, quietHoursSetting),
    timezone: readSetting(settings, organizationTimezone),
    language: readSetting(settings, organizationLanguage),
    surface: readSetting(settings, alertSurface),
  };
}

function ruleOf(kind: AlertKind, change: RuleChange): AlertRule {
  const standard = defaultRules[kind];
  return keepFirm(kind, {
    enabled: change.enabled ?? standard.enabled,
    severity: change.severity ?? standard.severity,
    // What is said about a member of staff stays with compliance, whoever is named.
    roles: complianceOnly.includes(kind) ? standard.roles : (change.roles ?? standard.roles),
    team: change.team ?? standard.team,
    threshold: change.threshold ?? standard.threshold,
    cooldownMinutes: change.cooldown_minutes ?? standard.cooldownMinutes,
    escalateMinutes: change.escalate_minutes ?? standard.escalateMinutes,
    quiet: alwaysAtOnce.includes(kind) ? "ignore" : (change.quiet ?? standard.quiet),
  });
}
