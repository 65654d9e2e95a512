import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { InputError } from "../../infra/errors.ts";
import type { Segment } from "./segment.ts";

/** Names of what an organisation has. */
export interface KnownNames {
  tag?: string[];
  team?: string[];
  owner?: string[];
  channel?: string[];
  field?: string[];
}

/** The names that a segment says, and a channel that is wanted besides. */
export function namesInSegment(segment: Segment, channel?: string): KnownNames {
  const { any = [], all = [], none = [] } = segment.tags ?? {};
  return {
    tag: [...any, ...all, ...none],
    team: segment.team ?? [],
    owner: segment.owner ?? [],
    channel: [...(segment.channel ?? []), ...(channel ? [channel] : [])],
    field: Object.keys(segment.custom_fields ?? {}),
  };
}

/** In which case names are compared, and where they stand. */
const places: Record<keyof KnownNames, { sql: string; isFolded: boolean }> = {
  tag: { sql: "SELECT name FROM tags WHERE org_id = ?", isFolded: false },
  team: { sql: "SELECT lower(name) AS name FROM teams WHERE org_id = ?", isFolded: true },
  owner: {
    sql: "SELECT unnest(ARRAY[lower(email), lower(employee_code)]) AS name FROM users WHERE org_id = ?",
    isFolded: true,
  },
  channel: {
    sql: "SELECT unnest(ARRAY[lower(platform), lower(name)]) AS name FROM channels WHERE org_id = ?",
    isFolded: true,
  },
  field: { sql: "SELECT name FROM custom_fields WHERE org_id = ? AND retired_at IS NULL", isFolded: false },
};

/** A name that nothing has would quietly leave everybody out, or with `none` nobody. @throws InputError */
export async function refuseUnknownNames({ trx, orgId }: OrgScope, names: KnownNames): Promise<void> {
  for (const what of Object.keys(places) as (keyof KnownNames)[]) {
    const { sql, isFolded } = places[what];
    const asked = names[what] ?? [];
    if (asked.length === 0) continue;
    const { rows } = await trx.raw(sql, [orgId]);
    const known = new Set(rows.map(({ name }: { name: string }) => name));
    const missing = asked.filter((name) => !known.has(isFolded ? name.toLowerCase() : name));
    if (missing.length > 0) throw new InputError(`There is no ${what} “${missing.join("”, “")}”`);
  }
}
