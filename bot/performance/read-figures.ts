import { DateTime } from "luxon";
import type { AskedPeriod, Period } from "../../domain/performance/period.ts";
import {
  type Performance,
  readEach,
  readMedians,
  readTogether,
  readTrend,
  type TrendDay,
} from "../../domain/performance/read-performance.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Figures } from "./figure-words.ts";
import type { PersonFigures } from "./person-lines.ts";
import type { Whom } from "./whom.ts";

/** A single day has no trend: it is shown with the days before it. */
const TREND_DAYS = 7;

/** What people did in a period, beside the period before it. */
export interface FoundFigures {
  now: Figures;
  before: Figures;
  /** Of a group: each of them, the best first. */
  people: PersonFigures[];
  trend: TrendDay[];
}

/** The figures of people in a period; its days and those of `daysOf` have been worked out. */
export async function readFigures(
  scope: OrgScope,
  { userIds, isGroup }: Pick<Whom, "userIds" | "isGroup">,
  period: AskedPeriod,
): Promise<FoundFigures> {
  return {
    now: await readSum(scope, userIds, period),
    before: await readSum(scope, userIds, period.before),
    people: isGroup ? await readPeople(scope, userIds, period) : [],
    trend: await readTrend(scope, userIds, trendOf(period)),
  };
}

/** The days that figures of a period are made of: its own, those of its trend and those of the period before. */
export function daysOf(period: AskedPeriod): Period {
  const drawn = trendOf(period);
  return { from: period.before.from < drawn.from ? period.before.from : drawn.from, to: period.to };
}

/** The days that a period's trend shows. */
export function trendOf({ from, to }: Period): Period {
  if (from !== to) return { from, to };
  const first = DateTime.fromISO(to, { zone: "utc" }).minus({ days: TREND_DAYS - 1 });
  return { from: first.toFormat("yyyy-MM-dd"), to };
}

/** Each of them with what they did, the best first. */
export async function readPeople(
  scope: OrgScope,
  userIds: readonly string[],
  period: Period,
): Promise<PersonFigures[]> {
  const medians = await readMedians(scope, userIds, period);
  return (await readEach(scope, userIds, period)).map((one) => ({ ...one, median: medians.get(one.user_id) ?? null }));
}

async function readSum(scope: OrgScope, userIds: readonly string[], period: Period): Promise<Figures> {
  const sum: Performance = await readTogether(scope, userIds, period);
  return { ...sum, median: (await readMedians(scope, userIds, period)).get(null) ?? null };
}
