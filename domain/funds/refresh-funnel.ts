import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { loadSettings } from "../organisation/settings.ts";
import { readFundSettings } from "./fund-settings.ts";
import { deriveBottom } from "./funnel/derive-bottom.ts";
import { deriveMiddle } from "./funnel/derive-middle.ts";
import { deriveTop } from "./funnel/derive-top.ts";
import { keepRows } from "./funnel/keep-rows.ts";

/**
 * Works out the three funnel rows of customers from what is recorded, and writes what differs. Nothing else writes these
 * tables, so that working all of them out again changes nothing. Under `lockFunds` or `lockFunnel`. Returns how many rows
 * it wrote or took away.
 */
export async function refreshFunnel(scope: OrgScope, customerIds: readonly string[]): Promise<number> {
  const settings = readFundSettings(await loadSettings(scope));
  const changed = [
    await keepRows(scope, "funnel_tofu", customerIds, await deriveTop(scope, customerIds, settings.timezone)),
    await keepRows(scope, "funnel_mofu", customerIds, await deriveMiddle(scope, customerIds)),
    await keepRows(scope, "funnel_bofu", customerIds, await deriveBottom(scope, customerIds, settings.vipFrom)),
  ];
  return changed.reduce((sum, rows) => sum + rows, 0);
}
