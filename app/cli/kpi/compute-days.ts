import { DateTime } from "luxon";
import { computeKpis } from "../../../domain/performance/compute-kpis.ts";
import { LATE_DAYS } from "../../../domain/performance/due-days.ts";
import { kpiToday } from "../../../domain/performance/kpi-day.ts";
import { InputError } from "../../../infra/errors.ts";
import { withProgress } from "../progress.ts";
import type { Report } from "../report.ts";
import type { Tool } from "../tool.ts";

const DAYS_AT_MOST = 3_660;

/** Works out each day by itself: what was done stays when it is interrupted. @throws InputError */
export async function computeDays(tool: Tool, asked: { from: string | null; to: string | null }): Promise<Report> {
  const today = await tool.inOrganization((scope) => kpiToday(scope, tool.clock.now()));
  const days = listDays(asked, today);
  const written = await withProgress("days", async (onProgress) => {
    let rows = 0;
    for (const [index, day] of days.entries()) {
      rows += await tool.inOrganization((scope) => computeKpis(scope, { day, now: tool.clock.now() }));
      onProgress(index + 1, days.length);
    }
    return rows;
  });
  const [from, to] = [days[0], days.at(-1)];
  return {
    json: { from, to, days: days.length, written },
    text: `${days.length} days from ${from} to ${to}: ${written} rows of staff written or changed.`,
  };
}

function listDays({ from, to }: { from: string | null; to: string | null }, today: string): string[] {
  const last = to ?? shift(today, -1);
  const first = from ?? (shift(today, -LATE_DAYS) < last ? shift(today, -LATE_DAYS) : last);
  if (last > today) throw new InputError(`--to ${last} has not begun; today is ${today} in the organisation's zone`);
  if (first > last) throw new InputError(`--from ${first} is after --to ${last}`);
  const days: string[] = [];
  for (let day = first; day <= last; day = shift(day, 1)) {
    days.push(day);
    if (days.length > DAYS_AT_MOST) throw new InputError(`these are more than ${DAYS_AT_MOST} days: ask for fewer`);
  }
  return days;
}

function shift(day: string, days: number): string {
  return DateTime.fromISO(day, { zone: "utc" }).plus({ days }).toFormat("yyyy-MM-dd");
}
