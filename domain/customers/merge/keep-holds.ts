import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { placeHold } from "../../control/legal-hold.ts";

interface HoldRow {
  customer_id: string;
  matter: string;
  reason: string;
  placed_by: string;
  placed_at: Date;
}

/**
 * Leaves two who were one customer on hold for every matter that the one is held for: what was kept would be removable
 * otherwise, and nobody but who placed a hold knows whom of the two it is meant for. A conversation that goes back takes
 * its holds along. Returns the matters. Before anything else goes back, since what is held only passes to who is held too.
 */
export async function keepHolds(
  scope: OrgScope,
  { keptId, mergedId }: { keptId: string; mergedId: string },
  back: { holds: readonly string[]; conversations: readonly string[] },
): Promise<string[]> {
  const ids = await holdsInForce(scope, keptId);
  await giveBack(scope, { keptId, mergedId }, back);
  const holds = await readHolds(scope, ids);
  for (const { customer_id, matter, reason, placed_by, placed_at } of holds) {
    const customerId = customer_id === keptId ? mergedId : keptId;
    const hold = { matter, reason, userId: placed_by, at: placed_at };
    await placeHold(scope, { customerId, conversationId: null }, hold);
  }
  return [...new Set(holds.map(({ matter }) => matter))];
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

async function giveBack(
  { trx, orgId }: OrgScope,
  { keptId, mergedId }: { keptId: string; mergedId: string },
  { holds, conversations }: { holds: readonly string[]; conversations: readonly string[] },
): Promise<void> {
  await trx("legal_holds")
    .where({ org_id: orgId, customer_id: keptId })
    .where((those) => those.whereIn("id", [...holds]).orWhereIn("conversation_id", [...conversations]))
    .update({ customer_id: mergedId });
}

async function readHolds({ trx, orgId }: OrgScope, ids: readonly string[]): Promise<HoldRow[]> {
  return trx("legal_holds")
    .where({ org_id: orgId })
    .whereIn("id", [...ids])
    .orderBy(["placed_at", "id"])
    .select("customer_id", "matter", "reason", "placed_by", "placed_at");
}
