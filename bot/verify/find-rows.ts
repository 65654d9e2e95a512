import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type Findings, type Found, LISTED, type VerifyWindow, WAITS_AT_MOST_MINUTES } from "./check.ts";

const EVER = "-infinity";
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/**
 * Counts what a statement selects, as `id` and `about`, and lists the first. It may name `:orgId`, `:now`, `:since`,
 * `:fromId` and `:late`: before that, what waits has waited too long.
 */
export async function findRows(
  { trx, orgId }: OrgScope,
  { since, now }: VerifyWindow,
  select: string,
  more: Record<string, string> = {},
): Promise<Findings> {
  const bindings = {
    orgId,
    now: now.toISOString(),
    since: since?.toISOString() ?? EVER,
    fromId: since ? firstIdOf(since) : FIRST_ID,
    late: new Date(now.getTime() - WAITS_AT_MOST_MINUTES * 60_000).toISOString(),
    most: LISTED,
    ...more,
  };
  const { rows } = await trx.raw(
    `SELECT f.id::text AS id, f.about, count(*) OVER ()::integer AS count FROM (${select}) f ORDER BY 1, 2 LIMIT :most`,
    bindings,
  );
  const count: number = rows[0]?.count ?? 0;
  return { count, first: rows.map(({ id, about }: Found) => ({ id, about })) };
}

/** Ids sort by when they were made (`newId`): no row that was written after `at` has a smaller one. */
export function firstIdOf(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
