import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { takeDailyNumber } from "../organisation/codes.ts";

/** `DEP_20261122_001`, `WTH_20261122_001`: counted by day of the organisation's zone, the day that the money was about. */
export async function fundCode(
  { trx, orgId }: OrgScope,
  kind: "deposit" | "withdrawal",
  happenedAt: Date,
  timezone: string,
): Promise<string> {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: timezone, dateStyle: "short" })
    .format(happenedAt)
    .replaceAll("-", "");
  const number = await takeDailyNumber(trx, orgId, kind, day);
  return `${kind === "deposit" ? "DEP" : "WTH"}_${day}_${String(number).padStart(3, "0")}`;
}
