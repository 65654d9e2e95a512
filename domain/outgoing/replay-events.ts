import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { InputError, NotFoundError } from "../../infra/errors.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import type { Endpoint } from "./endpoint.ts";
import { insertDeliveries, type SpreadEvent } from "./spread-events.ts";

/** An instant, or an event by its id. */
export type ReplayBound = { at: Date } | { eventId: string };

const MOST = 10_000;
const ROWS_A_STATEMENT = 500;

/**
 * Puts what an endpoint was told of once more at the end of what waits for it, in its order, under the same ids. Events that
 * it was not given yet come anyway, and those that wait still are not doubled. Returns how many.
 * @throws InputError for more than ten thousand at once, NotFoundError for an event that there is not.
 */
export async function replayEvents(
  scope: OrgScope,
  by: AuditEntry["by"],
  endpoint: Pick<Endpoint, "id" | "name" | "events">,
  bounds: { from: ReplayBound; to: ReplayBound | null },
  now: Date,
): Promise<number> {
  const { trx, orgId } = scope;
  const from = await boundOf(scope, bounds.from);
  const to = bounds.to === null ? null : await boundOf(scope, bounds.to);
  const events = await findReplayed(scope, endpoint, { from, to });
  if (events.length > MOST)
    throw new InputError(`That is more than ${MOST} events: give --to, and the rest afterwards`);
  for (let at = 0; at < events.length; at += ROWS_A_STATEMENT) {
    await insertDeliveries(scope, endpoint.id, events.slice(at, at + ROWS_A_STATEMENT), now, true);
  }
  const changes = { name: endpoint.name, from, to, events: events.length };
  await writeAudit(trx, {
    orgId,
    by,
    action: "webhook.replay",
    resourceType: "webhook",
    resourceId: endpoint.id,
    changes,
  });
  return events.length;
}

interface Bound {
  at: string | null;
  transaction: string | null;
  seq: string | null;
}

async function boundOf({ trx, orgId }: OrgScope, bound: ReplayBound): Promise<Bound> {
  if ("at" in bound) return { at: bound.at.toISOString(), transaction: null, seq: null };
  const { rows } = await trx.raw(
    "SELECT transaction_id::text AS transaction, seq::text FROM outbox_events WHERE org_id = ? AND id = ?",
    [orgId, bound.eventId],
  );
  if (!rows[0]) throw new NotFoundError(`There is no event ${bound.eventId}`);
  return { at: null, ...rows[0] };
}

async function findReplayed(
  { trx, orgId }: OrgScope,
  endpoint: Pick<Endpoint, "id" | "events">,
  { from, to }: { from: Bound; to: Bound | null },
): Promise<SpreadEvent[]> {
  const query = trx("outbox_events as e")
    .join("webhook_endpoints as w", "w.org_id", "e.org_id")
    .where({ "e.org_id": orgId, "w.id": endpoint.id })
    .whereRaw("((e.transaction_id, e.seq) <= (w.cursor_transaction, w.cursor_seq) OR e.seq <= w.restored_up_to)")
    .whereNotExists((pending) =>
      pending
        .from("webhook_deliveries as d")
        .whereRaw("d.event_id = e.id AND d.endpoint_id = w.id AND d.status = 'pending'"),
    )
    .orderByRaw("e.seq > w.restored_up_to, e.transaction_id, e.seq")
    .limit(MOST + 1)
    .select("e.id", "e.type", trx.raw("coalesce(e.payload ->> 'customerId', e.resource_id::text) AS lane"));
  if (!endpoint.events.includes("*")) query.whereIn("e.type", endpoint.events);
  within(query, ">=", from);
  if (to) within(query, "<=", to);
  return query;
}

function within(query: { whereRaw(sql: string, bindings: string[]): unknown }, side: ">=" | "<=", bound: Bound): void {
  if (bound.at !== null) query.whereRaw(`e.created_at ${side} ?::timestamptz`, [bound.at]);
  else
    query.whereRaw(`(e.transaction_id, e.seq) ${side} (?::xid8, ?::bigint)`, [
      bound.transaction ?? "",
      bound.seq ?? "",
    ]);
}
