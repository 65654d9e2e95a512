import { DateTime } from "luxon";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type SlaResult, slaKinds } from "./sla-clock.ts";

export interface SlaFigures {
  /** Deadlines that run: how many are missed, and how many are due within the next half hour. */
  overdue: number;
  dueSoon: number;
  today: KeptPromises;
  week: KeptPromises;
}

/** Of what ended in a period, and of what runs and is late: how many promises there were, and how many were kept. */
export type KeptPromises = Record<SlaResult["kind"], { of: number; met: number }>;

const SOON_MS = 30 * 60_000;

/** How well an organisation keeps its promises: now, since midnight in its time zone, and in the last seven days. */
export async function readSlaFigures(scope: OrgScope, now: Date, zone: string): Promise<SlaFigures> {
  const rows = await countPromises(scope, {
    now,
    soon: new Date(now.getTime() + SOON_MS),
    midnight: DateTime.fromJSDate(now, { zone }).startOf("day").toJSDate(),
    weekAgo: DateTime.fromJSDate(now, { zone }).minus({ days: 7 }).toJSDate(),
  });
  const kept = (of: "today" | "week", met: "metToday" | "metThisWeek") =>
    Object.fromEntries(
      slaKinds.map((kind) => {
        const row = rows.find((one) => one.kind === kind);
        return [kind, { of: row?.[of] ?? 0, met: row?.[met] ?? 0 }];
      }),
    ) as KeptPromises;
  const sum = (which: "overdue" | "dueSoon") => rows.reduce((total, row) => total + row[which], 0);
  return {
    overdue: sum("overdue"),
    dueSoon: sum("dueSoon"),
    today: kept("today", "metToday"),
    week: kept("week", "metThisWeek"),
  };
}

type Counted = { kind: SlaResult["kind"] } & Record<
  "overdue" | "dueSoon" | "today" | "metToday" | "week" | "metThisWeek",
  number
>;

/** In one look at what runs and one at what ended, since there may be many of both. */
async function countPromises(
  { trx, orgId }: OrgScope,
  times: Record<"now" | "soon" | "midnight" | "weekAgo", Date>,
): Promise<Counted[]> {
  const { rows } = await trx.raw(
    `WITH promises AS (
       SELECT kind, is_met, ended_at AS at, false AS runs FROM sla_results
         WHERE org_id = :orgId AND superseded_at IS NULL AND ended_at >= :weekAgo AND ended_at <= :now
       UNION ALL SELECT d.kind, false, d.at, true FROM conversations v CROSS JOIN LATERAL (VALUES
           ('first_response', v.sla_first_response_at), ('next_response', v.sla_next_response_at),
           ('resolution', v.sla_resolve_deadline)) AS d (kind, at)
         WHERE v.org_id = :orgId AND v.waiting_since IS NOT NULL AND v.status IN ('pending', 'active') AND d.at <= :soon),
     known AS (SELECT *, NOT runs OR at < :now AS ended FROM promises)
     SELECT kind, count(*) FILTER (WHERE runs AND at < :now)::int AS overdue,
       count(*) FILTER (WHERE runs AND at >= :now)::int AS "dueSoon",
       count(*) FILTER (WHERE ended AND at >= :midnight)::int AS today,
       count(*) FILTER (WHERE ended AND at >= :midnight AND is_met)::int AS "metToday",
       count(*) FILTER (WHERE ended AND at >= :weekAgo)::int AS week,
       count(*) FILTER (WHERE ended AND at >= :weekAgo AND is_met)::int AS "metThisWeek"
     FROM known GROUP BY kind`,
    { orgId, ...times },
  );
  return rows;
}
