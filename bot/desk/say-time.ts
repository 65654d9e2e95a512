import { DateTime } from "luxon";
import type { Language } from "../../domain/language/language.ts";

/** An instant as staff read it at a glance, in the organisation's time zone: the hour, and the day where it is another. */
export function sayTime(at: Date, now: Date, zone: string): string {
  const local = DateTime.fromJSDate(at, { zone });
  const isToday = local.hasSame(DateTime.fromJSDate(now, { zone }), "day");
  return local.toFormat(isToday ? "HH:mm" : "MM-dd HH:mm");
}

/** A deadline, and by how much it was missed. */
export function sayDeadline(at: Date | null, now: Date, zone: string, language: Language): string {
  if (at === null) return "–";
  const time = sayTime(at, now, zone);
  if (at >= now) return time;
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  const late = minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
  const lateZh = minutes < 120 ? `${minutes} 分钟` : `${Math.floor(minutes / 60)} 小时`;
  return language === "zh" ? `⚠ ${time}（超时 ${lateZh}）` : `⚠ ${time} (${late} late)`;
}
