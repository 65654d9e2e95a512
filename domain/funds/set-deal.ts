import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { AuditEntry } from "../control/audit-log.ts";
import { keepCustomerChange } from "../customers/keep-change.ts";
import { wordList } from "../language/word-list.ts";
import type { Deal } from "./deals.ts";

/** What is written to a deal beside where it stands. */
export const dealDetails = wordList({
  products: { en: "products", zh: "产品" },
  competitors: { en: "competitors", zh: "竞争对手", also: ["竞品"] },
  notes: { en: "notes", zh: "备注", also: ["note"] },
  expected_close_date: { en: "expected", zh: "预计成交", also: ["close", "预计"] },
});
export type DealDetail = (typeof dealDetails.codes)[number];

/** Writes a detail of a deal; null empties it. */
export async function setDealDetail(
  scope: OrgScope,
  customerId: string,
  deal: Pick<Deal, "id" | "title">,
  { detail, value }: { detail: DealDetail; value: string | string[] | null },
  { by, at }: { by: AuditEntry["by"]; at: Date },
): Promise<void> {
  const isList = detail === "products" || detail === "competitors";
  const after = isList ? (value ?? []) : value;
  const before = await lockDetail(scope, deal, detail);
  await scope
    .trx("deals")
    .where({ org_id: scope.orgId, id: deal.id })
    .update({ ...columnOf(detail, isList ? JSON.stringify(after) : after), updated_at: at });
  const told = Array.isArray(value) ? value.join(", ") : value;
  await keepCustomerChange(scope, {
    customerId,
    by,
    type: "deal_change",
    title: `${deal.title}: ${detail} ${told ?? "–"}`,
    action: "deal.set",
    changes: { dealId: deal.id, detail, before, after },
  });
}

/** What stands there, as JSON has it. Nobody else writes to the deal until this transaction ends. */
async function lockDetail({ trx, orgId }: OrgScope, { id }: Pick<Deal, "id">, detail: DealDetail): Promise<unknown> {
  const { rows } = await trx.raw("SELECT to_jsonb(??) AS before FROM deals WHERE org_id = ? AND id = ? FOR UPDATE", [
    detail,
    orgId,
    id,
  ]);
  return rows[0]?.before ?? null;
}

function columnOf(detail: DealDetail, value: unknown): Record<string, unknown> {
  switch (detail) {
    case "products":
      return { products: value };
    case "competitors":
      return { competitors: value };
    case "notes":
      return { notes: value };
    case "expected_close_date":
      return { expected_close_date: value };
  }
}
