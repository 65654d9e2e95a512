import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { type KpiFigures, noFigures } from "./kpi-figures.ts";

/** Somebody's day. */
export type KpiRow = KpiFigures & { user_id: string; overall_score: number | null };

const COLUMNS = [...Object.keys(noFigures), "overall_score"];
const RATES = {
  tofu_retention_rate: "round(k.tofu_retained * 100::numeric / nullif(k.tofu_contacts, 0), 2)",
  bofu_withdrawal_rate: `CASE WHEN k.bofu_deposit_amount > 0 AND k.bofu_withdrawal_amount IS NOT NULL
    THEN least(100, round(k.bofu_withdrawal_amount * 100 / k.bofu_deposit_amount, 2)) END`,
  currency: "organization_currency(:orgId)",
};

/** Makes a day say these rows; one that says so already is not touched. Returns how many were written. */
export async function keepKpis({ trx, orgId }: OrgScope, day: string, rows: readonly KpiRow[]): Promise<number> {
  const values = [...COLUMNS, ...Object.keys(RATES)];
  const list = (prefix: string) => values.map((column) => `${prefix}.${column}`).join(", ");
  const { rowCount } = await trx.raw(
    `INSERT INTO employee_kpis AS t (id, org_id, user_id, date, ${values.join(", ")})
     SELECT k.id, :orgId, k.user_id, :day::date, ${COLUMNS.map((column) => `k.${column}`).join(", ")},
       ${Object.values(RATES).join(", ")}
     FROM jsonb_populate_recordset(NULL::employee_kpis, :rows::jsonb) k ORDER BY k.user_id
     ON CONFLICT (user_id, date) DO UPDATE
       SET ${values.map((column) => `${column} = excluded.${column}`).join(", ")}, updated_at = now()
       WHERE (${list("t")}) IS DISTINCT FROM (${list("excluded")})`,
    { orgId, day, rows: JSON.stringify(rows.map((row) => ({ ...row, id: newId() }))) },
  );
  return rowCount;
}
