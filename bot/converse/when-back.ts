import { DateTime } from "luxon";
import { chooseAgent } from "../../domain/conversations/choose-agent.ts";
import { findPeopleOn } from "../../domain/conversations/people-on.ts";
import { nextOpening, workingCalendarOf } from "../../domain/conversations/working-hours.ts";
import type { Language } from "../../domain/language/language.ts";
import { presenceMs } from "../../domain/organisation/presence.ts";
import { loadTeamSettings } from "../../domain/organisation/team-settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/**
 * When a person of the team will be back, in the customer's words and the team's time; null while somebody of the team is
 * on, and where no hours are set.
 */
export async function whenBack(
  scope: OrgScope,
  about: { teamId: string | null; ownerId: string | null; language: Language; now: Date },
): Promise<string | null> {
  const { teamId, ownerId, language, now } = about;
  const settings = await loadTeamSettings(scope, teamId);
  const calendar = workingCalendarOf(settings);
  const opens = nextOpening(now, calendar);
  if (opens === null) return null;
  const notBefore = new Date(now.getTime() - presenceMs(settings));
  if (chooseAgent(await findPeopleOn(scope, { teamId, ownerId, notBefore, now }))) return null;
  return sayWhen(opens, { now, zone: calendar.zone, language });
}

/** `on Monday at 09:00 (Shanghai time)`, `周一 09:00（北京时间）`; today and tomorrow by name, later than a week by date. */
export function sayWhen(at: Date, { now, zone, language }: { now: Date; zone: string; language: Language }): string {
  const local = DateTime.fromJSDate(at, { zone }).setLocale(language === "zh" ? "zh-CN" : "en-GB");
  const days = Math.round(local.startOf("day").diff(DateTime.fromJSDate(now, { zone }).startOf("day"), "days").days);
  const time = local.toFormat("HH:mm");
  if (language === "zh") {
    const day = ["今天", "明天"][days] ?? local.toFormat(days < 7 ? "ccc" : "M月d日");
    return `${day} ${time}（${zoneName(zone, language)}）`;
  }
  const day = ["today", "tomorrow"][days] ?? `on ${local.toFormat(days < 7 ? "cccc" : "d MMMM")}`;
  return `${day} at ${time} (${zoneName(zone, language)})`;
}

// China's one time is Beijing's to those who live by it.
const chineseNames: Record<string, string> = { "Asia/Shanghai": "北京时间", UTC: "协调世界时" };

/** A zone by its city, as people name it. */
function zoneName(zone: string, language: Language): string {
  if (language === "zh") {
    const named = new Intl.DateTimeFormat("zh-CN", { timeZone: zone, timeZoneName: "longGeneric" })
      .formatToParts()
      .find(({ type }) => type === "timeZoneName")?.value;
    return chineseNames[zone] ?? named ?? zone;
  }
  const city = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  return zone.includes("/") ? `${city} time` : zone;
}
