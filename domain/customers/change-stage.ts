import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { AuditEntry } from "../control/audit-log.ts";
import type { Customer } from "./customer.ts";
import { afterEvent, type JourneyEvent, movesByHand } from "./journey.ts";
import { keepCustomerChange } from "./keep-change.ts";
import type { JourneyStage, SalesStage } from "./stages.ts";
import { followTagRules } from "./tag-rules.ts";

const DAY_MS = 24 * 60 * 60_000;

export type StageMove = { kind: "sales"; stage: SalesStage } | { kind: "journey"; stage: JourneyStage };

/** What became of a move by hand; `moves` is where the customer could go instead. */
export type StageChange =
  | { isMoved: boolean; from: string }
  | { isMoved: false; from: JourneyStage; moves: readonly JourneyStage[] };

/**
 * Moves a customer by hand, by another system, or by a workflow, to another stage of sales, or to a neighbouring one of
 * the journey.
 */
export async function changeStage(
  scope: OrgScope,
  customer: Pick<Customer, "id" | "createdAt">,
  to: StageMove,
  by: ({ userId: string } | { keyId: string } | { workflow: string }) & { at: Date; notes?: string | null },
): Promise<StageChange> {
  const stages = await lockStages(scope, customer.id);
  const from = to.kind === "sales" ? stages.stage : stages.journey_stage;
  if (from === to.stage) return { isMoved: false, from };
  if (to.kind === "journey") {
    const moves = movesByHand(stages.journey_stage);
    if (!moves.includes(to.stage)) return { isMoved: false, from: stages.journey_stage, moves };
  }
  await move(scope, customer, {
    from,
    to,
    at: by.at,
    ...moverOf(by),
    notes: by.notes ?? null,
  });
  return { isMoved: true, from };
}

function moverOf(
  by: { userId: string } | { keyId: string } | { workflow: string },
): Pick<Move, "by" | "trigger" | "workflow"> {
  if ("workflow" in by) return { by: { actor: "job" }, trigger: "workflow", workflow: by.workflow };
  if ("keyId" in by) return { by: { keyId: by.keyId }, trigger: "api" };
  return { by: { userId: by.userId }, trigger: "manual" };
}

/**
 * Moves a customer along the journey because of something that happened, in the caller's transaction. Gives the stage
 * they are in now, or null where the event changed nothing.
 */
export async function advanceJourney(
  scope: OrgScope,
  customer: Pick<Customer, "id" | "createdAt">,
  event: JourneyEvent,
  { by, at }: { by: AuditEntry["by"]; at: Date },
): Promise<JourneyStage | null> {
  const { journey_stage: from } = await lockStages(scope, customer.id);
  const stage = afterEvent(from, event);
  if (stage === null) return null;
  await move(scope, customer, { from, to: { kind: "journey", stage }, by, at, trigger: event });
  if (stage !== "loyal" || !(await hasBroughtSomebody(scope, customer.id))) return stage;
  return (await advanceJourney(scope, customer, "referred_customer", { by, at })) ?? stage;
}

async function hasBroughtSomebody({ trx, orgId }: OrgScope, customerId: string): Promise<boolean> {
  const brought = await trx("customers").where({ org_id: orgId, referrer_id: customerId }).first("id");
  return brought !== undefined;
}

interface Stages {
  stage: SalesStage;
  journey_stage: JourneyStage;
}

async function lockStages({ trx, orgId }: OrgScope, customerId: string): Promise<Stages> {
  return trx("customers").where({ org_id: orgId, id: customerId }).forUpdate().first("stage", "journey_stage");
}

interface Move {
  from: string;
  to: StageMove;
  by: AuditEntry["by"];
  at: Date;
  trigger: string;
  /** The name of the workflow that moved them. */
  workflow?: string;
  /** Why, in the words of whoever moved them. */
  notes?: string | null;
}

async function move(scope: OrgScope, customer: Pick<Customer, "id" | "createdAt">, made: Move): Promise<void> {
  const { from, to, by, at, trigger, workflow } = made;
  const column = to.kind === "sales" ? "stage" : "journey_stage";
  await scope
    .trx("customers")
    .where({ org_id: scope.orgId, id: customer.id })
    .update({ [column]: to.stage, ...(to.kind === "sales" ? { stage_changed_at: at } : {}), updated_at: at });
  if (to.kind === "journey") await keepJourney(scope, customer, made);
  await keepCustomerChange(scope, {
    customerId: customer.id,
    by,
    type: "stage_change",
    title: `${from} → ${to.stage}`,
    action: "customer.stage",
    changes: {
      ...{ column, before: from, after: to.stage, trigger },
      ...(workflow ? { workflow } : {}),
      ...(made.notes ? { notes: made.notes } : {}),
    },
  });
  await followTagRules(scope, customer.id);
}

/** How long they were in the stage before goes with the move. */
async function keepJourney(
  { trx, orgId }: OrgScope,
  customer: Pick<Customer, "id" | "createdAt">,
  { from, to, at, trigger, notes = null }: Move,
): Promise<void> {
  const last = await trx("customer_journey")
    .where({ org_id: orgId, customer_id: customer.id })
    .orderBy("created_at", "desc")
    .first("created_at");
  const began: Date = last?.created_at ?? customer.createdAt;
  await trx("customer_journey").insert({
    id: newId(),
    org_id: orgId,
    customer_id: customer.id,
    from_stage: from,
    to_stage: to.stage,
    duration_days: Math.max(0, Math.floor((at.getTime() - began.getTime()) / DAY_MS)),
    trigger_event: trigger,
    notes,
    created_at: at,
  });
}
