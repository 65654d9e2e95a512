import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { AuditEntry } from "../control/audit-log.ts";
import { keepCustomerChange } from "../customers/keep-change.ts";
import { type DealStage, usualProbability } from "./deal-stage.ts";

export interface Deal {
  id: string;
  /** Its place among the customer's deals, from 1: deals are never removed. */
  place: number;
  title: string;
  /** As it was given; null while nobody has said. */
  amount: string | null;
  currency: string | null;
  stage: DealStage;
  probability: number;
  loss_reason: string | null;
  expected_close_date: string | null;
  actual_close_date: string | null;
  owner: string | null;
  products: string[];
  competitors: string[];
  notes: string | null;
}

/** As many as are shown of a customer. */
export const MAX_DEALS_SHOWN = 10;

/** A customer's deals: those that are open first, then the newest. */
export async function listDeals({ trx, orgId }: OrgScope, customerId: string): Promise<Deal[]> {
  const { rows } = await trx.raw(`${selectDeals} ORDER BY stage IN ('won', 'lost'), place DESC LIMIT ?`, [
    orgId,
    customerId,
    MAX_DEALS_SHOWN,
  ]);
  return rows;
}

/** One of a customer's deals by its place; null when there is none. */
export async function findDeal({ trx, orgId }: OrgScope, customerId: string, place: number): Promise<Deal | null> {
  const { rows } = await trx.raw(`${selectDeals} WHERE place = ?`, [orgId, customerId, place]);
  return rows[0] ?? null;
}

const selectDeals = `
  SELECT * FROM (
    SELECT d.id, (row_number() OVER (ORDER BY d.created_at, d.id))::int AS place, d.title, d.amount::text, d.currency,
      d.stage, d.probability, d.loss_reason, d.expected_close_date::text, d.actual_close_date::text, u.name AS owner,
      d.products, d.competitors, d.notes
    FROM deals d LEFT JOIN users u ON u.id = d.owner_id WHERE d.org_id = ? AND d.customer_id = ?) deal`;

export interface NewDeal {
  title: string;
  amount: string | null;
  currency: string | null;
  probability: number | null;
}

/** Opens a deal, which is somebody's or nobody's. Gives its id. */
export async function addDeal(
  scope: OrgScope,
  customerId: string,
  { title, amount, currency, probability }: NewDeal,
  { by, ownerId, at }: { by: AuditEntry["by"]; ownerId: string | null; at: Date },
): Promise<string> {
  const id = newId();
  const likely = probability ?? usualProbability.initial;
  await scope.trx("deals").insert({
    id,
    org_id: scope.orgId,
    customer_id: customerId,
    title,
    amount,
    currency,
    probability: likely,
    owner_id: ownerId,
    created_at: at,
    updated_at: at,
  });
  await keepCustomerChange(scope, {
    customerId,
    by,
    type: "deal_created",
    title: [title, amount && `${amount} ${currency}`].filter(Boolean).join(" · "),
    action: "deal.add",
    changes: { dealId: id, title, amount, currency, probability: likely },
  });
  return id;
}

export interface DealMove {
  to: DealStage;
  /** Null leaves what is usual for the stage. */
  probability?: number;
  lossReason?: string;
  /** Of the organisation's zone: when it was won or lost. */
  today: string;
  at: Date;
}

/**
 * Moves a deal from the stage that the mover saw it in. False when somebody else moved it meanwhile: of two who move it
 * at once one wins, and the other's move is not made on top of it.
 */
export async function moveDeal(
  scope: OrgScope,
  customerId: string,
  deal: Pick<Deal, "id" | "title" | "stage">,
  move: DealMove,
  by: AuditEntry["by"],
): Promise<boolean> {
  const { to, lossReason, today, at } = move;
  const probability = move.probability ?? usualProbability[to];
  const before = await lockInStage(scope, deal);
  if (before === null) return false;
  await scope
    .trx("deals")
    .where({ org_id: scope.orgId, id: deal.id })
    .update({
      stage: to,
      probability,
      ...(to === "won" || to === "lost" ? { actual_close_date: today } : {}),
      ...(lossReason ? { loss_reason: lossReason } : {}),
      updated_at: at,
    });
  await keepCustomerChange(scope, {
    customerId,
    by,
    type: "deal_change",
    title: `${deal.title}: ${deal.stage} → ${to}`,
    action: "deal.move",
    changes: {
      ...{ dealId: deal.id, before: deal.stage, after: to, probabilityBefore: before.probability, probability },
      ...(lossReason ? { lossReason } : {}),
    },
  });
  return true;
}

/** The deal as nobody else can move it until this transaction ends; null when it is in another stage by now. */
async function lockInStage(
  { trx, orgId }: OrgScope,
  { id, stage }: Pick<Deal, "id" | "stage">,
): Promise<Pick<Deal, "probability"> | null> {
  return (await trx("deals").where({ org_id: orgId, id, stage }).forUpdate().first("probability")) ?? null;
}
