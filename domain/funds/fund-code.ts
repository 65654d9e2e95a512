import type { Knex } from "knex";

const prefixes = { deposit: "DEP", withdrawal: "WTH" } as const;

/**
 * The next code of a deposit or withdrawal, such as `DEP_20261122_001`: numbered within the day of the organisation's zone
 * that `at` falls on. In a transaction others who record on the same day wait for its end; outside one nobody waits. Gaps
 * are possible, doubles are not.
 */
export async function takeFundCode(
  knex: Knex,
  orgId: string,
  { kind, at }: { kind: keyof typeof prefixes; at: Date },
): Promise<string> {
  const { rows } = await knex.raw(
    `INSERT INTO code_counters AS counter (org_id, name, value)
     SELECT :orgId::uuid, :kind || ' ' || to_char(:at::timestamptz AT TIME ZONE organization_zone(:orgId::uuid), 'YYYYMMDD'), 1
     ON CONFLICT (org_id, name) DO UPDATE SET value = counter.value + 1
     RETURNING split_part(name, ' ', 2) AS day, value`,
    { orgId, kind, at },
  );
  const { day, value } = rows[0] as { day: string; value: string };
  return `${prefixes[kind]}_${day}_${value.padStart(3, "0")}`;
}
