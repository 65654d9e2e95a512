import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { newId } from "../../../infra/ids.ts";
import { writeAudit } from "../../control/audit-log.ts";
import { takeNumber } from "../../organisation/codes.ts";
import { type Customer, CustomerActivity } from "../customer.ts";
import type { Evidence } from "./find-duplicates.ts";
import { fitTogether } from "./fit-together.ts";
import { lockBoth } from "./lock-both.ts";
import { moveEverything } from "./move-rows.ts";
import type { Moved } from "./what-moves.ts";
import { workOutAgain } from "./work-out-again.ts";

export type Merged =
  | { kind: "merged"; number: number; moved: Moved }
  /** One of the two is part of another customer already. */
  | { kind: "merged_already"; customer: Customer }
  /** Both have an open conversation in one chat: which goes on is for people to decide. */
  | { kind: "same_chat" };

/** Who merges: a member of staff, or a key of the programming interface. */
export type Merger = { userId: string } | { keyId: string };

/** Who it was, in the two columns of `customer_merges` that name one of them. */
export function mergerColumns(act: "merged" | "undone", by: Merger): Record<string, string> {
  return "userId" in by ? { [`${act}_by`]: by.userId } : { [`${act}_by_key`]: by.keyId };
}

export const mergeCode = (number: number | string) => `M${number}`;

/** Reads `M7`, `m7` or `7`; null when it is not one. */
export function parseMergeCode(text: string): number | null {
  const match = /^m?(\d{1,15})$/i.exec(text.trim());
  return match ? Number(match[1]) : null;
}

/** Makes one customer part of another. Everything that belonged to it moves; it stays, marked, and can be undone. */
export async function mergeCustomers(
  scope: OrgScope,
  pair: { keptId: string; mergedId: string },
  { by, at, evidence }: { by: Merger; at: Date; evidence: readonly Evidence[] },
): Promise<Merged> {
  const { keptId, mergedId } = pair;
  const customers = await lockBoth(scope, [keptId, mergedId]);
  const kept = customers.get(keptId);
  const merged = customers.get(mergedId);
  if (!kept || !merged) throw new Error("A customer to merge is not there.");
  const gone = [kept, merged].find(({ mergedInto }) => mergedInto !== null);
  if (gone) return { kind: "merged_already", customer: gone };
  if (await shareOpenChat(scope, pair)) return { kind: "same_chat" };
  const changed = await fitTogether(scope, kept, merged);
  const moved = await moveEverything(scope, mergedId, keptId);
  await scope
    .trx("customers")
    .where({ org_id: scope.orgId, id: mergedId })
    .update({ merged_into: keptId, updated_at: at });
  const number = await takeNumber(scope.trx, scope.orgId, "merge");
  const id = newId();
  await scope.trx("customer_merges").insert({
    id,
    org_id: scope.orgId,
    number,
    kept_id: keptId,
    merged_id: mergedId,
    evidence: JSON.stringify(evidence),
    moved: JSON.stringify(moved),
    changed: JSON.stringify(changed),
    ...mergerColumns("merged", by),
    merged_at: at,
  });
  await note(scope, { kept, merged, number, by, id });
  await workOutAgain(scope, pair);
  return { kind: "merged", number, moved };
}

async function shareOpenChat({ trx, orgId }: OrgScope, pair: { keptId: string; mergedId: string }): Promise<boolean> {
  const { rows } = await trx.raw(
    `SELECT FROM conversations a JOIN conversations b ON b.channel_id = a.channel_id AND b.chat = a.chat
     WHERE a.org_id = :orgId AND a.customer_id = :keptId AND b.customer_id = :mergedId
       AND a.status IN ('pending', 'active') AND b.status IN ('pending', 'active') LIMIT 1`,
    { orgId, ...pair },
  );
  return rows.length > 0;
}

async function note(
  { trx, orgId }: OrgScope,
  about: { kept: Customer; merged: Customer; number: number; by: Merger; id: string },
): Promise<void> {
  const { kept, merged, number, by, id } = about;
  const changes = { merge: mergeCode(number), kept: kept.customerCode, merged: merged.customerCode };
  await CustomerActivity.query(trx).insert({
    orgId,
    customerId: kept.id,
    userId: "userId" in by ? by.userId : null,
    type: "custom",
    title: `${mergeCode(number)}: merged ${merged.customerCode}`,
    metadata: changes,
  });
  await writeAudit(trx, {
    orgId,
    by,
    action: "customer.merge",
    resourceType: "customer_merge",
    resourceId: id,
    changes,
  });
}
