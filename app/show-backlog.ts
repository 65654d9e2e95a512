import {
  channelStates,
  deliveryBacklog,
  openAlerts,
  outboxBacklog,
  parkedReceipts,
  queueBacklog,
  receiptBacklog,
} from "../domain/control/backlog.ts";
import type { Database } from "../infra/db/connect.ts";
import type { Metrics } from "../infra/metrics/metrics.ts";
import { createScrapeReader } from "../infra/metrics/scrape-reader.ts";

/** However many scrape, and however often. */
const EVERY_MS = 10_000;
/** A scrape of Prometheus waits ten seconds by itself. */
const WITHIN_MS = 3_000;

/** Fills the gauges of what waits in the database whenever somebody scrapes; without the database there are none. */
export function showBacklog(metrics: Metrics, db: Database, { everyMs = EVERY_MS } = {}): void {
  const reader = createScrapeReader({
    everyMs,
    withinMs: WITHIN_MS,
    read: () => readBacklog(db),
    show: (backlog) => show(metrics, backlog),
  });
  metrics.onScrape(() => reader.refresh());
}

type Backlog = Awaited<ReturnType<typeof readBacklog>>;

function readBacklog(db: Database) {
  return db.system.transaction(
    async (trx) => {
      await trx.raw(`SET LOCAL statement_timeout = ${WITHIN_MS}`);
      return {
        queue: await queueBacklog(trx),
        receipts: await receiptBacklog(trx),
        parked: await parkedReceipts(trx),
        deliveries: await deliveryBacklog(trx),
        channels: await channelStates(trx),
        alerts: await openAlerts(trx),
        outbox: await outboxBacklog(trx),
      };
    },
    { readOnly: true },
  );
}

function show(metrics: Metrics, backlog: Backlog | null): void {
  const { queueJobs, queueAge, receiptsPending, receiptsAge, receiptsParked, deliveriesPending, deliveriesAge } =
    metrics;
  const { channelInfo, alertsOpen, outboxPending, outboxLag } = metrics;
  const ofDatabase = [
    queueJobs,
    queueAge,
    receiptsPending,
    receiptsAge,
    receiptsParked,
    deliveriesPending,
    deliveriesAge,
  ];
  for (const gauge of [...ofDatabase, channelInfo, alertsOpen, outboxPending, outboxLag]) gauge.reset();
  metrics.databaseUp.set(backlog ? 1 : 0);
  if (!backlog) return;
  for (const { task, oldestSeconds, ...states } of backlog.queue) {
    queueAge.set({ task }, oldestSeconds);
    for (const [state, jobs] of Object.entries(states)) queueJobs.set({ task, state }, jobs);
  }
  for (const { channel, platform, waiting, oldestSeconds } of backlog.receipts) {
    receiptsPending.set({ channel, platform }, waiting);
    receiptsAge.set({ channel, platform }, oldestSeconds);
  }
  for (const { channel, platform, waiting } of backlog.parked) receiptsParked.set({ channel, platform }, waiting);
  for (const { channel, platform, audience, waiting, oldestSeconds } of backlog.deliveries) {
    deliveriesPending.set({ channel, platform, audience }, waiting);
    deliveriesAge.set({ channel, platform, audience }, oldestSeconds);
  }
  for (const state of backlog.channels) channelInfo.set(state, 1);
  for (const { open, ...labels } of backlog.alerts) alertsOpen.set(labels, open);
  for (const { endpoint, waiting, lagSeconds } of backlog.outbox) {
    outboxPending.set({ endpoint }, waiting);
    outboxLag.set({ endpoint }, lagSeconds);
  }
}
