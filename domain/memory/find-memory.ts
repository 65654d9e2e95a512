import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type Memory, memoryColumns } from "./memory.ts";

/** The memory that staff name by its number, with whose it is; null where there is none, or it was forgotten. */
export async function findMemory(
  { trx, orgId }: OrgScope,
  number: number,
): Promise<(Memory & { customerId: string }) | null> {
  const { rows } = await trx.raw(
    `SELECT ${memoryColumns}, m.customer_id AS "customerId" FROM memories m
     WHERE m.org_id = ? AND m.number = ? AND m.customer_id IS NOT NULL AND m.forgotten_at IS NULL`,
    [orgId, number],
  );
  return rows[0] ?? null;
}
