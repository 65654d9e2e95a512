import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Script } from "../content/script.ts";
import { loadSettings } from "../organisation/settings.ts";
import { readFundSettings } from "./fund-settings.ts";

/** Why nothing may be sold to a customer now. */
export interface SellingPause {
  /** The withdrawal that waits, the oldest of them. */
  withdrawalCode: string;
  since: Date;
}

/** Whoever asked for their money is sold nothing until every request is settled. Null: nothing stands against it. */
export async function sellingPaused({ trx, orgId }: OrgScope, customerId: string): Promise<SellingPause | null> {
  const row: { withdrawal_code: string; requested_at: Date } | undefined = await trx("withdrawals")
    .where({ org_id: orgId, customer_id: customerId, status: "pending" })
    .orderBy(["requested_at", "id"])
    .first("withdrawal_code", "requested_at");
  return row ? { withdrawalCode: row.withdrawal_code, since: row.requested_at } : null;
}

export type SellingMarks = Pick<Script, "category" | "subcategory" | "tags">;

/** What tells scripts that sell from those that serve: setting `funds.selling_scripts`. */
export async function readSells(scope: OrgScope): Promise<(script: SellingMarks) => boolean> {
  const { sellingScripts } = readFundSettings(await loadSettings(scope));
  return ({ category, subcategory, tags }) =>
    [category, subcategory ?? "", ...tags].some((word) => sellingScripts.includes(word.trim().toLowerCase()));
}
