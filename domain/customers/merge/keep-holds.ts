import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { placeHold } from "../../control/legal-hold.ts";

/** A hold in force of a customer who becomes two again, with whose it is then. */
export interface KeptHold {
  customer_id: string;
  matter: string;
  reason: string;
  placed_by: string;
  placed_at: Date;
}

/**
 * Gives holds back to a customer who was merged: those that came with them, and those of conversations that go back. Before
 * anything else goes back, since what is held only passes to who is held too. Returns all that were in force, now of either.
 */
export async function giveHoldsBack(
  scope: OrgScope,
  { keptId, mergedId }: { keptId: string; mergedId: string },
  back: { holds: readonly string[]; conversations: readonly string[] },
): Promise<KeptHold[]> {
  const ids = await holdsInForce(scope, keptId);
  await moveHolds(scope, { keptId, mergedId }, back);
  return readHolds(scope, ids);
}

/**
 * Puts one of the two on hold for every matter that the other is: what was kept as the one customer's would be removable
 * otherwise, and only who placed a hold knows whom of the two it is meant for.
 */
export async function holdToo(
  scope: OrgScope,
  holds: readonly KeptHold[],
  { as, customerId }: { as: string; customerId: string },
): Promise<void> {
  for (const { customer_id, matter, reason, placed_by, placed_at } of holds) {
    if (customer_id !== as) continue;
    const hold = { matter, reason, userId: placed_by, at: placed_at };
    await placeHold(scope, { customerId, conversationId: null }, hold);
  }
}

/** Locked: one that ends at this instant ends for both, or for none. */
async function holdsInForce({ trx, orgId }: OrgScope, customerId: string): Promise<string[]> {
  const rows: { id: string }[] = await trx("legal_holds")
    .where({ org_id: orgId, customer_id: customerId })
    .whereNull("released_at")
    .orderBy("id")
    .forUpdate()
    .select("id");
  return rows.map(({ id }) => id);
}

async function moveHolds(
  { trx, orgId }: OrgScope,
  { keptId, mergedId }: { keptId: string; mergedId: string },
  { holds, conversations }: { holds: readonly string[]; conversations: readonly string[] },
): Promise<void> {
  await trx("legal_holds")
    .where({ org_id: orgId, customer_id: keptId })
    .where((those) => those.whereIn("id", [...holds]).orWhereIn("conversation_id", [...conversations]))
    .update({ customer_id: mergedId });
}

async function readHolds({ trx, orgId }: OrgScope, ids: readonly string[]): Promise<KeptHold[]> {
  return trx("legal_holds")
    .where({ org_id: orgId })
    .whereIn("id", [...ids])
    .orderBy(["placed_at", "id"])
    .select("customer_id", "matter", "reason", "placed_by", "placed_at");
}
