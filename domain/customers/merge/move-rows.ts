import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { followingTables, type Moved, type MovedTable, movedTables, oneEach } from "./what-moves.ts";

/** Moves everything of one customer to another. Returns which rows those were. */
export async function moveEverything(scope: OrgScope, from: string, to: string): Promise<Moved> {
  const moved: Moved = {};
  for (const table of Object.keys(movedTables) as MovedTable[]) {
    const ids = await moveTable(scope, table, from, to);
    if (ids.length > 0) moved[table] = ids;
  }
  const tags = await moveTags(scope, from, to);
  if (tags.length > 0) moved.customer_tags = tags;
  await moveFollowing(scope, moved.conversations ?? [], from, to);
  return moved;
}

/** Moves these rows back, as far as they are still there. */
export async function moveBack(scope: OrgScope, moved: Moved, from: string, to: string): Promise<void> {
  for (const table of Object.keys(movedTables) as MovedTable[]) {
    const ids = moved[table];
    if (ids) await moveIds(scope, table, ids, from, to);
  }
  await moveFollowing(scope, moved.conversations ?? [], from, to);
  await moveTagIds(scope, moved.customer_tags ?? [], from, to);
}

async function moveTable({ trx, orgId }: OrgScope, table: MovedTable, from: string, to: string): Promise<string[]> {
  const column = movedTables[table];
  const alone = oneEach[table];
  const same = (alone ?? []).map((name) => `o.${name} IS NOT DISTINCT FROM t.${name}`).join(" AND ");
  const unless = alone ? `AND NOT EXISTS (SELECT FROM ${table} o WHERE o.${column} = :to AND ${same})` : "";
  const { rows } = await trx.raw(
    `UPDATE ${table} t SET ${column} = :to WHERE t.org_id = :orgId AND t.${column} = :from ${unless} RETURNING t.id`,
    { orgId, from, to },
  );
  return rows.map(({ id }: { id: string }) => id);
}

async function moveIds(
  { trx, orgId }: OrgScope,
  table: MovedTable,
  ids: readonly string[],
  from: string,
  to: string,
): Promise<void> {
  const column = movedTables[table];
  await trx(table)
    .where({ org_id: orgId, [column]: from })
    .whereIn("id", [...ids])
    .update({ [column]: to });
}

async function moveFollowing(
  { trx, orgId }: OrgScope,
  conversations: readonly string[],
  from: string,
  to: string,
): Promise<void> {
  if (conversations.length === 0) return;
  for (const table of followingTables) {
    await trx(table)
      .where({ org_id: orgId, customer_id: from })
      .whereIn("conversation_id", [...conversations])
      .update({ customer_id: to });
  }
}

async function moveTags({ trx, orgId }: OrgScope, from: string, to: string): Promise<string[]> {
  const { rows } = await trx.raw(
    `UPDATE customer_tags t SET customer_id = :to WHERE t.org_id = :orgId AND t.customer_id = :from
       AND NOT EXISTS (SELECT FROM customer_tags o WHERE o.customer_id = :to AND o.tag_id = t.tag_id) RETURNING t.tag_id`,
    { orgId, from, to },
  );
  return rows.map(({ tag_id }: { tag_id: string }) => tag_id);
}

async function moveTagIds({ trx, orgId }: OrgScope, tags: readonly string[], from: string, to: string): Promise<void> {
  await trx.raw(
    `UPDATE customer_tags t SET customer_id = :to WHERE t.org_id = :orgId AND t.customer_id = :from AND t.tag_id = ANY (:tags)
       AND NOT EXISTS (SELECT FROM customer_tags o WHERE o.customer_id = :to AND o.tag_id = t.tag_id)`,
    { orgId, from, to, tags: [...tags] },
  );
}
