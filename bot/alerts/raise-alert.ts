import { maskedStart } from "../../domain/content/secrets/masked-excerpt.ts";
import { Alert, type AlertDetails, openAlert } from "../../domain/control/alert.ts";
import { writeAudit } from "../../domain/control/audit-log.ts";
import type { Language } from "../../domain/language/language.ts";
import { takeNumber } from "../../domain/organisation/codes.ts";
import { readingZone } from "../../domain/organisation/reading-zone.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { countInStorm } from "./count-in-storm.ts";
import { escalatesAt } from "./escalation.ts";
import { endOfQuietHours } from "./quiet-hours.ts";
import { refreshAlert } from "./refresh-alert.ts";
import { type AlertSettings, readAlertSettings } from "./rule-settings.ts";
import { type AlertKind, type AlertRule, ruleLabels } from "./rules.ts";
import { showAlert } from "./show-alert.ts";

/** Something that managers must learn of. */
export interface AlertCause {
  kind: AlertKind;
  /** While an alert of this cause is not resolved, it is the only one: `angry_customer:CONVERSATION`. */
  cause: string;
  title: Record<Language, string>;
  /** What was said, as it was written and whole: it is masked and cut here. */
  words?: string[];
  /** Within the rule's cool-down one topic raises one alert; the cause unless said otherwise. */
  topic?: string;
  conversationId?: string;
  customerId?: string;
  teamId?: string | null;
  /** The channel that it is about: no way to tell anybody. */
  channelId?: string;
  /** The member of staff that it is about. */
  subjectUserId?: string;
  details?: Omit<AlertDetails, "titles" | "words" | "topic">;
}

const STORM_MS = 5 * 60_000;
/** More of one rule within five minutes are one card. */
const STORM_AFTER = 10;
const MAX_WORDS = 3;
/** As much of what was said as an alert keeps; its card shows no more. */
const MAX_SAID = 200;
const MINUTE_MS = 60_000;

/**
 * Opens the alert of a cause and shows it, or adds to the one that stands; in the caller's transaction, which holds the
 * conversation's lock when it is about one. Null when the rule is off or cooling down, else the alert's number.
 */
export async function raiseAlert(
  scope: OrgScope,
  channels: ChannelDirectory,
  cause: AlertCause,
  at: Date,
): Promise<number | null> {
  const settings = readAlertSettings(await loadSettings(scope));
  const rule = settings.rules[cause.kind];
  if (!rule.enabled) return null;
  const standing = await addToStanding(scope, channels, cause, settings, at);
  if (standing !== null) return standing;
  if (await isCooling(scope, cause, rule, at)) return null;
  // Holds the counter from here on: whoever counts a rule's alerts counts all of them.
  const number = await takeNumber(scope.trx, scope.orgId, "alert");
  const storm = await joinStorm(scope, channels, cause, settings, at);
  const alert = await open(scope, cause, rule, settings, { number, stormId: storm?.id ?? null }, at);
  if (!alert) return addToStanding(scope, channels, cause, settings, at);
  if (storm) await refreshAlert(scope, channels, storm, settings);
  else if (!alert.heldUntil) await showAlert(scope, channels, alert, settings, at);
  return Number(alert.number);
}

async function open(
  scope: OrgScope,
  cause: AlertCause,
  rule: AlertRule,
  settings: AlertSettings,
  { number, stormId }: { number: number; stormId: string | null },
  at: Date,
): Promise<Alert | null> {
  const { severity } = rule;
  const heldUntil = await heldUntilOf(scope, cause, rule, settings, at);
  const from = heldUntil ?? at;
  const alert = await openAlert(scope, {
    ...cause,
    number,
    title: cause.title[settings.language],
    details: {
      ...cause.details,
      titles: cause.title,
      topic: cause.topic ?? cause.cause,
      ...(cause.words?.length ? { words: shownWords(cause).slice(-MAX_WORDS) } : {}),
    },
    severity,
    stormId,
    // What a storm's card stands for is neither shown nor escalated by itself.
    heldUntil: stormId ? null : heldUntil,
    escalateAt: stormId ? null : escalatesAt(cause.kind, rule, { severity, level: 0, from }),
    at,
  });
  if (alert) {
    await writeAudit(scope.trx, {
      orgId: scope.orgId,
      by: { actor: "bot" },
      action: "alert.raise",
      resourceType: "alert",
      resourceId: alert.id,
      changes: { kind: cause.kind, cause: cause.cause, severity, heldUntil, stormId },
    });
  }
  return alert;
}

/** Masked while it is whole: half a card number would not be known as one. */
function shownWords({ words = [] }: AlertCause): string[] {
  return words.map((said) => maskedStart(said, MAX_SAID));
}

/** The end of the quiet hours of its team, which are by the wall clock there; null where it is shown at once. */
async function heldUntilOf(
  scope: OrgScope,
  { teamId = null }: AlertCause,
  { quiet }: AlertRule,
  { quietHours }: AlertSettings,
  at: Date,
): Promise<Date | null> {
  if (quiet !== "hold" || !quietHours) return null;
  return endOfQuietHours(quietHours, await readingZone(scope, { teamId }), at);
}

/** The number of the cause's alert, which now tells of this occurrence too; null when none stands. */
async function addToStanding(
  scope: OrgScope,
  channels: ChannelDirectory,
  cause: AlertCause,
  settings: AlertSettings,
  at: Date,
): Promise<number | null> {
  const standing = await Alert.query(scope.trx)
    .where({ orgId: scope.orgId, cause: cause.cause })
    .whereNot({ status: "resolved" })
    .forUpdate()
    .first();
  if (!standing) return null;
  const words = [...new Set([...(standing.details.words ?? []), ...shownWords(cause)])].slice(-MAX_WORDS);
  const alert = await Alert.query(scope.trx).patchAndFetchById(standing.id, {
    occurrences: standing.occurrences + 1,
    details: { ...standing.details, ...(words.length > 0 ? { words } : {}) },
    lastAt: at,
    updatedAt: at,
  });
  await refreshAlert(scope, channels, alert, settings);
  return Number(alert.number);
}

async function isCooling({ trx, orgId }: OrgScope, cause: AlertCause, rule: AlertRule, at: Date): Promise<boolean> {
  if (rule.cooldownMinutes === 0) return false;
  const { rows } = await trx.raw(
    "SELECT FROM alerts WHERE org_id = ? AND kind = ? AND details ->> 'topic' = ? AND created_at > ? LIMIT 1",
    [orgId, cause.kind, cause.topic ?? cause.cause, new Date(at.getTime() - rule.cooldownMinutes * MINUTE_MS)],
  );
  return rows.length > 0;
}

/** The alert that stands for a rule's many, with one more; null while there are few. */
async function joinStorm(
  scope: OrgScope,
  channels: ChannelDirectory,
  cause: AlertCause,
  settings: AlertSettings,
  at: Date,
): Promise<Alert | null> {
  // What is about one person must not be hidden among others.
  if (cause.subjectUserId) return null;
  const count = await countRecent(scope, cause.kind, at);
  if (count < STORM_AFTER) return null;
  const since = new Date(at.getTime() - STORM_MS);
  const standing = await Alert.query(scope.trx)
    .where({ orgId: scope.orgId, kind: cause.kind })
    .whereNot({ status: "resolved" })
    // One that is over, but stands because somebody still works on it, must not swallow another.
    .where("lastAt", ">", since)
    .whereRaw("details ->> 'isStorm' = 'true'")
    .forUpdate()
    .first();
  const occurrences = standing ? standing.occurrences + 1 : count + 1;
  const titles = stormTitles(cause.kind, occurrences);
  if (standing) {
    const details = { ...standing.details, titles };
    await countInStorm(scope, channels, standing, { settings, kind: cause.kind, since, at });
    return Alert.query(scope.trx).patchAndFetchById(standing.id, {
      occurrences,
      title: titles[settings.language],
      details,
      lastAt: at,
      updatedAt: at,
    });
  }
  const number = await takeNumber(scope.trx, scope.orgId, "alert");
  const opened = await open(
    scope,
    { kind: cause.kind, cause: `storm:${cause.kind}:${number}`, title: titles, details: { isStorm: true } },
    settings.rules[cause.kind],
    settings,
    { number, stormId: null },
    at,
  );
  if (!opened) return joinStorm(scope, channels, cause, settings, at);
  const storm = await Alert.query(scope.trx).patchAndFetchById(opened.id, { occurrences });
  await countInStorm(scope, channels, storm, { settings, kind: cause.kind, since, at });
  if (!storm.heldUntil) await showAlert(scope, channels, storm, settings, at);
  return storm;
}

async function countRecent({ trx, orgId }: OrgScope, kind: AlertKind, at: Date): Promise<number> {
  const { rows } = await trx.raw(
    `SELECT count(*) FROM alerts WHERE org_id = ? AND kind = ? AND created_at > ?
       AND details ->> 'isStorm' IS DISTINCT FROM 'true'`,
    [orgId, kind, new Date(at.getTime() - STORM_MS)],
  );
  return Number(rows[0].count);
}

function stormTitles(kind: AlertKind, count: number): Record<Language, string> {
  return {
    en: `${count} alerts at once: ${ruleLabels[kind].en}`,
    zh: `短时间内 ${count} 条告警：${ruleLabels[kind].zh}`,
  };
}
