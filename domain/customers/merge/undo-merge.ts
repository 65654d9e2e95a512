import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { newId } from "../../../infra/ids.ts";
import { writeAudit } from "../../control/audit-log.ts";
import { type Customer, CustomerActivity } from "../customer.ts";
import { undoChanges } from "./fit-together.ts";
import { giveHoldsBack, holdToo } from "./keep-holds.ts";
import { lockBoth } from "./lock-both.ts";
import { type Merger, mergeCode, mergerColumns } from "./merge-customers.ts";
import { moneySince } from "./money-since.ts";
import { moveBack } from "./move-rows.ts";
import type { Changed, Moved } from "./what-moves.ts";
import { workOutAgain } from "./work-out-again.ts";

interface MergeRow {
  id: string;
  kept_id: string;
  merged_id: string;
  moved: Moved;
  changed: Changed[];
  merged_at: Date;
  undone_at: Date | null;
}

/** What two who were one customer still share. */
interface Remaining {
  /** What both are on hold for, as the one customer was. */
  matters: string[];
  /** Money that was recorded since the merge, by code: it stays with the kept customer. */
  moneySince: string[];
}

export type Undone =
  | ({ kind: "undone"; kept: Customer; merged: Customer } & Remaining)
  | { kind: "unknown" }
  | { kind: "undone_already" }
  /** The kept customer became part of another since: that merge has to be undone first. */
  | { kind: "merged_on"; number: number };

/** Makes two customers again of what a merge made one: what moved goes back, with what was said in those chats since. */
export async function undoMerge(
  scope: OrgScope,
  number: number,
  { by, at }: { by: Merger; at: Date },
): Promise<Undone> {
  const found = await readMerge(scope, number, false);
  if (!found) return { kind: "unknown" };
  const customers = await lockBoth(scope, [found.kept_id, found.merged_id]);
  // Read again behind the lock: two who undo it at once do so once.
  const merge = await readMerge(scope, number, true);
  const kept = customers.get(found.kept_id);
  const merged = customers.get(found.merged_id);
  if (!merge || !kept || !merged) return { kind: "unknown" };
  if (merge.undone_at !== null) return { kind: "undone_already" };
  if (kept.mergedInto !== null) return { kind: "merged_on", number: await mergeOf(scope, kept.id) };
  const conversations = [...(merge.moved.conversations ?? []), ...(await saidSince(scope, merge))];
  const pair = { keptId: kept.id, mergedId: merged.id };
  const holds = await giveHoldsBack(scope, pair, { holds: merge.moved.legal_holds ?? [], conversations });
  await holdToo(scope, holds, { as: kept.id, customerId: merged.id });
  await moveBack(scope, { ...merge.moved, conversations }, kept.id, merged.id);
  await holdToo(scope, holds, { as: merged.id, customerId: kept.id });
  await undoChanges(scope, merge.changed);
  await keepOptOut(scope, merge);
  await scope
    .trx("customers")
    .where({ org_id: scope.orgId, id: merged.id })
    .update({ merged_into: null, updated_at: at });
  await scope
    .trx("customer_merges")
    .where({ org_id: scope.orgId, id: merge.id })
    .update({ ...mergerColumns("undone", by), undone_at: at });
  const remaining = {
    matters: [...new Set(holds.map(({ matter }) => matter))],
    moneySince: await moneySince(scope, { customerId: kept.id, since: merge.merged_at }),
  };
  await note(scope, { kept, merged, number, by, id: merge.id, remaining });
  await workOutAgain(scope, pair);
  return { kind: "undone", kept, merged, ...remaining };
}

async function readMerge({ trx, orgId }: OrgScope, number: number, lock: boolean): Promise<MergeRow | null> {
  const query = trx("customer_merges").where({ org_id: orgId, number });
  if (lock) query.forUpdate();
  return (await query.first()) ?? null;
}

async function mergeOf({ trx, orgId }: OrgScope, mergedId: string): Promise<number> {
  const row = await trx("customer_merges")
    .where({ org_id: orgId, merged_id: mergedId })
    .whereNull("undone_at")
    .first("number");
  return Number(row?.number ?? 0);
}

/** Conversations that began since in the chats that moved, and in none that the kept customer had of their own. */
async function saidSince({ trx, orgId }: OrgScope, merge: MergeRow): Promise<string[]> {
  const moved = merge.moved.conversations ?? [];
  const { rows } = await trx.raw(
    `SELECT v.id FROM conversations v
     WHERE v.org_id = :orgId AND v.customer_id = :kept AND v.created_at >= :since AND NOT v.id = ANY (:moved)
       AND EXISTS (SELECT FROM conversations m WHERE m.id = ANY (:moved) AND m.channel_id = v.channel_id AND m.chat = v.chat)
       AND NOT EXISTS (SELECT FROM conversations o WHERE o.customer_id = :kept AND NOT o.id = ANY (:moved)
         AND o.created_at < :since AND o.channel_id = v.channel_id AND o.chat = v.chat)`,
    { orgId, kept: merge.kept_id, since: merge.merged_at, moved },
  );
  return rows.map(({ id }: { id: string }) => id);
}

// Whoever of the two said so meanwhile: to one of them it would be broken otherwise.
async function keepOptOut({ trx, orgId }: OrgScope, merge: MergeRow): Promise<void> {
  await trx.raw(
    `INSERT INTO consents (id, org_id, customer_id, kind, state, channel_id, message_id, message_sent_at, source, created_at)
     SELECT :id, org_id, :merged, kind, state, channel_id, message_id, message_sent_at, source, created_at FROM (
       SELECT * FROM consents WHERE org_id = :orgId AND customer_id = :kept AND kind = 'marketing' AND created_at >= :since
       ORDER BY created_at DESC, id DESC LIMIT 1) newest WHERE state = 'withdrawn'`,
    { id: newId(), orgId, merged: merge.merged_id, kept: merge.kept_id, since: merge.merged_at },
  );
}

async function note(
  { trx, orgId }: OrgScope,
  about: { kept: Customer; merged: Customer; number: number; by: Merger; id: string; remaining: Remaining },
): Promise<void> {
  const { kept, merged, number, by, id, remaining } = about;
  const { matters, moneySince } = remaining;
  const names = { merge: mergeCode(number), kept: kept.customerCode, merged: merged.customerCode };
  const changes = {
    ...names,
    ...(matters.length > 0 ? { bothHeldFor: matters } : {}),
    ...(moneySince.length > 0 ? { moneySince } : {}),
  };
  for (const customer of [kept, merged]) {
    await CustomerActivity.query(trx).insert({
      orgId,
      customerId: customer.id,
      userId: "userId" in by ? by.userId : null,
      type: "custom",
      title: `${mergeCode(number)} undone`,
      metadata: changes,
    });
  }
  await writeAudit(trx, {
    orgId,
    by,
    action: "customer.merge_undo",
    resourceType: "customer_merge",
    resourceId: id,
    changes,
  });
}
