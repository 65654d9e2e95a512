import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { loadSettings } from "../organisation/settings.ts";
import { readFundSettings } from "./fund-settings.ts";
import { type FunnelFigures, readFunnel } from "./funnel-figures.ts";
import type { NamedPeriod } from "./funnel-period.ts";
import { type BaseSums, sumInBase } from "./sum-in-base.ts";

/** What the funnel says of a period. */
export interface FunnelReport {
  days: NamedPeriod["days"];
  figures: FunnelFigures;
  /** The money in the base currency. */
  sums: BaseSums;
  baseCurrency: string;
}

/** The funnel of a period, of a team's customers or, without one, of everybody's. */
export async function readFunnelReport(
  scope: OrgScope,
  period: NamedPeriod,
  teamId: string | null,
): Promise<FunnelReport> {
  const { timezone, baseCurrency } = readFundSettings(await loadSettings(scope));
  const asked = { ...period, teamId };
  return {
    days: period.days,
    figures: await readFunnel(scope, asked),
    sums: await sumInBase(scope, asked, { baseCurrency, timezone }),
    baseCurrency,
  };
}
