import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { countKpis } from "./compute-kpis.ts";
import { bindingsOf, type Count, kpiDay } from "./kpi-day.ts";
import { type KpiFigures, noFigures } from "./kpi-figures.ts";

/** A day that was worked out for everybody. */
export interface ComputedDay {
  day: string;
  /** What was written from then on was not in it. */
  at: Date;
  /** No row that was made from then on has a smaller id. */
  fromId: string;
}

/** Figures of somebody's day that are not those on record. */
export interface DifferingKpis {
  userId: string;
  figures: string[];
}

/**
 * Compares a day of `employee_kpis` with what `computeKpis` would count now, and leaves out what has changed since it did: a
 * customer's owner, a conversation taken up again, money confirmed late. `mofu_accounts_opened` is not compared: nothing
 * tells when an account was reported. Only reads.
 */
export async function differingKpis(scope: OrgScope, computed: ComputedDay): Promise<DifferingKpis[]> {
  const { trx, orgId } = scope;
  const userIds: string[] = await trx("users").where({ org_id: orgId }).orderBy("id").pluck("id");
  const count = { ...(await kpiDay(scope, computed.day)), userIds, now: computed.at };
  const counted = await countKpis(scope, count);
  const rows = userIds.map((id) => ({ user_id: id, ...(counted.get(id) ?? noFigures) }));
  const differing = new Map((await compare(scope, count, rows)).map(({ userId, figures }) => [userId, figures]));
  for (const { figures, changed } of parts) {
    const users = [...differing].filter(([, differ]) => differ.some((name) => isOf(figures, name))).map(([id]) => id);
    if (users.length === 0) continue;
    const touched = await changedSince(scope, { ...count, userIds: users }, computed, changed);
    for (const id of touched) {
      differing.set(id, differing.get(id)?.filter((name) => !isOf(figures, name)) ?? []);
    }
  }
  return [...differing].flatMap(([userId, figures]) => (figures.length > 0 ? [{ userId, figures }] : []));
}

interface Part {
  figures: readonly (keyof KpiFigures)[];
  /** What of `u` may have changed since `:at`, as SQL. */
  changed: string;
}

const inDay = (column: string) => `${column} >= :from AND ${column} < :to`;
const ofTheirCustomers = (rest: string) =>
  `EXISTS (SELECT FROM customers c WHERE c.org_id = :orgId AND ${inDay("c.created_at")} AND ${rest})`;
const moneyMoved = (table: string, at: string) =>
  `EXISTS (SELECT FROM ${table} f WHERE f.org_id = :orgId AND ${inDay(`f.${at}`)} AND f.updated_at >= :at)`;

// OFFSET 0: each message is looked up by index; without it all that is new in the table may be read first, by a scan.
const parts: readonly Part[] = [
  {
    figures: ["tofu_contacts", "tofu_retained"],
    changed: `${ofTheirCustomers("c.updated_at >= :at")}
      OR ${ofTheirCustomers("EXISTS (SELECT FROM customer_activities a WHERE a.customer_id = c.id AND a.created_at >= :at)")}
      OR ${ofTheirCustomers("EXISTS (SELECT FROM conversations v WHERE v.customer_id = c.id AND v.is_group AND v.updated_at >= :at)")}`,
  },
  {
    figures: ["mofu_quality_conversations", "mofu_counter_question_count"],
    changed: `EXISTS (SELECT FROM conversation_events e WHERE e.org_id = :orgId AND e.user_id = u.id AND ${inDay("e.created_at")}
      AND e.id >= :fromId)`,
  },
  {
    figures: ["bofu_deposits_count", "bofu_deposit_amount", "bofu_withdrawal_amount", "currencies_without_rate"],
    changed: `${moneyMoved("deposits", "deposited_at")} OR ${moneyMoved("withdrawals", "processed_at")}
      OR EXISTS (SELECT FROM currency_rates r WHERE r.org_id = :orgId AND r.updated_at >= :at)`,
  },
  {
    figures: ["conversations_handled", "quality_count", "quality_sum"],
    changed: `EXISTS (SELECT FROM messages m WHERE m.org_id = :orgId AND m.user_id = u.id AND ${inDay("m.sent_at")} AND (
        m.id >= :fromId OR EXISTS (SELECT FROM message_insights i WHERE i.message_id = m.id AND i.created_at >= :at OFFSET 0)
        OR EXISTS (SELECT FROM deliveries d WHERE d.message_id = m.id AND d.updated_at >= :at OFFSET 0)))
      OR EXISTS (SELECT FROM message_archives a WHERE a.state <> 'attached'
        AND a.month BETWEEN date_trunc('month', :day::date - 1) AND :day::date)`,
  },
  {
    figures: ["first_responses", "first_response_median_seconds"],
    changed: `EXISTS (SELECT FROM sla_results r WHERE r.org_id = :orgId AND r.user_id = u.id AND ${inDay("r.ended_at")} AND r.id >= :fromId)`,
  },
  {
    figures: [
      ...(["conversations_resolved", "satisfaction_count", "satisfaction_sum"] as const),
      ...(["waits", "waits_unanswered", "sla_promises", "sla_met"] as const),
    ],
    // Everybody who had to do with one of them, looked up once for all of `u`.
    changed: `u.id::text IN (SELECT unnest(ARRAY[v.agent_id::text, e.user_id::text, e.event_data -> 'before' ->> 'agentId'])
        FROM conversations v LEFT JOIN conversation_events e ON e.conversation_id = v.id
        WHERE v.org_id = :orgId AND v.updated_at >= :at AND v.created_at < :to)
      OR EXISTS (SELECT FROM sla_results r WHERE r.org_id = :orgId AND r.user_id = u.id AND ${inDay("r.ended_at")} AND r.id >= :fromId)`,
  },
];

const compared = parts.flatMap(({ figures }) => figures);

function isOf(figures: readonly (keyof KpiFigures)[], name: string): boolean {
  return figures.some((figure) => figure === name);
}

/** Whose row says what else. Who did nothing has none, or one of zeros. */
async function compare(
  { trx, orgId }: OrgScope,
  { day }: Count,
  rows: readonly (KpiFigures & { user_id: string })[],
): Promise<DifferingKpis[]> {
  const names = compared.map((name) => `CASE WHEN s.${name} IS DISTINCT FROM k.${name} THEN '${name}' END`).join(", ");
  const { rows: found } = await trx.raw(
    `SELECT * FROM (
       SELECT k.user_id AS "userId", array_remove(ARRAY[${names}], NULL) AS figures
       FROM jsonb_populate_recordset(NULL::employee_kpis, :rows::jsonb) k
       LEFT JOIN jsonb_populate_recordset(NULL::employee_kpis, :none::jsonb) n ON true
       CROSS JOIN LATERAL (
         SELECT * FROM employee_kpis WHERE org_id = :orgId AND user_id = k.user_id AND date = :day::date
         UNION ALL SELECT n.* WHERE NOT EXISTS (
           SELECT FROM employee_kpis WHERE org_id = :orgId AND user_id = k.user_id AND date = :day::date)) s) d
     WHERE cardinality(figures) > 0 ORDER BY 1`,
    { orgId, day, rows: JSON.stringify(rows), none: JSON.stringify([noFigures]) },
  );
  return found;
}

async function changedSince(
  scope: OrgScope,
  count: Count,
  { at, fromId }: ComputedDay,
  changed: string,
): Promise<string[]> {
  const { rows } = await scope.trx.raw(
    `SELECT u.id FROM unnest(:userIds::uuid[]) u (id) WHERE ${changed}
       OR EXISTS (SELECT FROM settings WHERE org_id = :orgId AND updated_at >= :at
         AND key IN ('organization.timezone', 'organization.base_currency'))`,
    { ...bindingsOf(scope, count), at: at.toISOString(), fromId },
  );
  return rows.map(({ id }: { id: string }) => id);
}
