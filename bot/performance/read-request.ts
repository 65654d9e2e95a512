import { type AskedPeriod, readPeriod } from "../../domain/performance/period.ts";

/** What is asked for with `/kpi`. */
export interface KpiRequest {
  /** Empty: the asker. */
  who: string;
  period: AskedPeriod;
}

const DEFAULT_PERIOD = "week";

/** Reads `[WHO|TEAM] [PERIOD]`: the period may stand at the end or at the beginning, and be two words. */
export function readKpiRequest(args: string, today: string): KpiRequest {
  const words = args.trim().split(/\s+/).filter(Boolean);
  for (const count of [2, 1]) {
    if (words.length < count) continue;
    const atEnd = readPeriod(words.slice(-count).join(" "), today);
    if (atEnd) return { who: words.slice(0, -count).join(" "), period: atEnd };
    const atStart = readPeriod(words.slice(0, count).join(" "), today);
    if (atStart) return { who: words.slice(count).join(" "), period: atStart };
  }
  const period = readPeriod(DEFAULT_PERIOD, today);
  if (!period) throw new RangeError(`no week in ${today}`);
  return { who: words.join(" "), period };
}
