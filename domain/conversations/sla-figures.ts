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
  const midnight = DateTime.fromJSDate(now, { zone }).startOf("day").toJSDate();
  const weekAgo = DateTime.fromJSDate(now, { zone }).minus({ days: 7 }).toJSDate();
  const [running, today, week] = [
    await countRunning(scope, now),
    await countKept(scope, midnight, now),
    await countKept(scope, weekAgo, now),
  ];
  return { ...running, today, week };
}

const runningDeadlines = `
  SELECT 'first_response' AS kind, sla_first_response_at AS deadline FROM running WHERE sla_first_response_at IS NOT NULL
  UNION ALL SELECT 'next_response', sla_next_response_at FROM running WHERE sla_next_response_at IS NOT NULL
  UNION ALL SELECT 'resolution', sla_resolve_deadline FROM running WHERE sla_resolve_deadline IS NOT NULL`;
const running = `running AS (SELECT * FROM conversations
  WHERE org_id = :orgId AND waiting_since IS NOT NULL AND status IN ('pending', 'active'))`;

async function countRunning({ trx, orgId }: OrgScope, now: Date): Promise<{ overdue: number; dueSoon: number }> {
  const { rows } = await trx.raw(
    `WITH ${running} SELECT count(*) FILTER (WHERE deadline < :now) AS overdue,
       count(*) FILTER (WHERE deadline >= :now AND deadline <= :soon) AS soon FROM (${runningDeadlines}) d`,
    { orgId, now, soon: new Date(now.getTime() + SOON_MS) },
  );
  return { overdue: Number(rows[0].overdue), dueSoon: Number(rows[0].soon) };
}

async function countKept({ trx, orgId }: OrgScope, from: Date, to: Date): Promise<KeptPromises> {
  const { rows } = await trx.raw(
    `WITH ${running}, ended AS (
       SELECT kind, is_met FROM sla_results
         WHERE org_id = :orgId AND superseded_at IS NULL AND ended_at >= :from AND ended_at <= :to
       UNION ALL SELECT kind, false FROM (${runningDeadlines}) d WHERE deadline >= :from AND deadline < :to)
     SELECT kind, count(*) AS of, count(*) FILTER (WHERE is_met) AS met FROM ended GROUP BY kind`,
    { orgId, from, to },
  );
  const found = new Map(rows.map((row: { kind: string }) => [row.kind, row]));
  const figure = (kind: string) => {
    const row = found.get(kind) as { of: string; met: string } | undefined;
    return { of: Number(row?.of ?? 0), met: Number(row?.met ?? 0) };
  };
  return Object.fromEntries(slaKinds.map((kind) => [kind, figure(kind)])) as KeptPromises;
}
