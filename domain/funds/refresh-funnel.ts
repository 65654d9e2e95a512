import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { loadSettings } from "../organisation/settings.ts";
import { readFundSettings } from "./fund-settings.ts";
import { deriveBottom } from "./funnel/derive-bottom.ts";
import { deriveMiddle } from "./funnel/derive-middle.ts";
import { deriveTop } from "./funnel/derive-top.ts";
import { differing, type FunnelRow, type FunnelTable, keepRows } from "./funnel/keep-rows.ts";

/**
 * Works out the three funnel rows of customers from what is recorded, and writes what differs. Nothing else writes these
 * tables, so that working all of them out again changes nothing. Under `lockFunds` or `lockFunnel`. Returns how many rows
 * it wrote or took away.
 */
export async function refreshFunnel(scope: OrgScope, customerIds: readonly string[]): Promise<number> {
  let changed = 0;
  for (const [table, rows] of await derive(scope, customerIds)) {
    changed += await keepRows(scope, table, customerIds, rows);
  }
  return changed;
}

/** The rows of customers that `refreshFunnel` would write or take away. Only reads. */
export async function differingRows(
  scope: OrgScope,
  customerIds: readonly string[],
): Promise<{ table: FunnelTable; customerId: string }[]> {
  const found: { table: FunnelTable; customerId: string }[] = [];
  for (const [table, rows] of await derive(scope, customerIds)) {
    const ids = await differing(scope, table, customerIds, rows);
    found.push(...ids.map((customerId) => ({ table, customerId })));
  }
  return found;
}

async function derive(scope: OrgScope, customerIds: readonly string[]): Promise<[FunnelTable, FunnelRow[]][]> {
  const settings = readFundSettings(await loadSettings(scope));
  return [
    ["funnel_tofu", await deriveTop(scope, customerIds, settings.timezone)],
    ["funnel_mofu", await deriveMiddle(scope, customerIds)],
    ["funnel_bofu", await deriveBottom(scope, customerIds, settings.vipFrom)],
  ];
}
