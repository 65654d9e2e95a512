import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** Whose memories, and which of them. */
export interface Forgotten {
  customerId: string;
  /** Null: all of them. */
  id: string | null;
}

/**
 * Removes memories. Under a legal hold they are hidden instead: nothing reads them any more, and `removeHidden` takes
 * them when the hold has ended. Whatever was made of them reads these rows each time, so that nothing else holds them.
 * Returns how many there were.
 */
export async function forgetMemories(scope: OrgScope, which: Forgotten, at: Date): Promise<number> {
  const hidden = await hideHeld(scope, which, at);
  return hidden + (await removeRows(scope, which));
}

async function hideHeld({ trx, orgId }: OrgScope, { customerId, id }: Forgotten, at: Date): Promise<number> {
  const { rowCount } = await trx.raw(
    `UPDATE memories SET forgotten_at = :at WHERE org_id = :orgId AND customer_id = :customerId
       AND (:id::uuid IS NULL OR id = :id::uuid) AND forgotten_at IS NULL AND is_held(org_id, customer_id, NULL)`,
    { orgId, customerId, id, at },
  );
  return rowCount;
}

async function removeRows({ trx, orgId }: OrgScope, { customerId, id }: Forgotten): Promise<number> {
  const { rowCount } = await trx.raw(
    `DELETE FROM memories WHERE org_id = :orgId AND customer_id = :customerId
       AND (:id::uuid IS NULL OR id = :id::uuid) AND forgotten_at IS NULL`,
    { orgId, customerId, id },
  );
  return rowCount;
}

/** From now on nothing that was said before is recalled: not as a past turn, and not to read facts from. */
export async function forgetWhatWasSaid({ trx, orgId }: OrgScope, customerId: string, at: Date): Promise<void> {
  await trx("conversations").where({ org_id: orgId, customer_id: customerId }).update({ memory_from: at });
}

/** Takes the rows whose hold has ended, at most `limit`. */
export async function removeHidden({ trx, orgId }: OrgScope, limit: number): Promise<number> {
  const { rowCount } = await trx.raw(
    `DELETE FROM memories WHERE org_id = :orgId AND id IN (SELECT id FROM memories WHERE org_id = :orgId
       AND forgotten_at IS NOT NULL AND NOT is_held(org_id, customer_id, NULL) ORDER BY id LIMIT :limit)`,
    { orgId, limit },
  );
  return rowCount;
}
