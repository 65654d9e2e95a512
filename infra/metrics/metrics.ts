import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  webhooks: Counter<"platform" | "status">;
  webhookSeconds: Histogram<"platform">;
  turns: Counter<"platform" | "result">;
  turnSeconds: Histogram<"platform">;
  deliveries: Counter<"platform" | "result">;
  /** How far an organisation's audit trail is sealed. */
  auditSeals: Gauge<"org">;
  /** Requests that this process holds on disk, and their bytes there. */
  spoolRecords: Gauge;
  spoolBytes: Gauge;
  spooled: Counter;
  drained: Counter;
  /** Everything in Prometheus's text format. */
  render(): Promise<{ contentType: string; text: string }>;
}

// From a fast insert to Slack's deadline of three seconds and Telegram's of ten.
const WEBHOOK_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 10];
const TURN_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The process's metrics, in a registry of their own so that tests can hold several. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    webhooks: new Counter({
      name: "deskhand_webhooks_total",
      help: "Webhook requests by platform and answered status",
      labelNames: ["platform", "status"],
      registers,
    }),
    webhookSeconds: new Histogram({
      name: "deskhand_webhook_seconds",
      help: "Time from a webhook's arrival to its acknowledgement",
      labelNames: ["platform"],
      buckets: WEBHOOK_BUCKETS,
      registers,
    }),
    turns: new Counter({
      name: "deskhand_turns_total",
      help: "Jobs that worked a chat, by how they ended",
      labelNames: ["platform", "result"],
      registers,
    }),
    turnSeconds: new Histogram({
      name: "deskhand_turn_seconds",
      help: "Time a job took to work a chat's receipts",
      labelNames: ["platform"],
      buckets: TURN_BUCKETS,
      registers,
    }),
    deliveries: new Counter({
      name: "deskhand_delivery_jobs_total",
      help: "Jobs that delivered to a chat, by how they ended",
      labelNames: ["platform", "result"],
      registers,
    }),
    auditSeals: new Gauge({
      name: "deskhand_audit_seals",
      help: "Seals in an organisation's chain over its audit log: it never falls",
      labelNames: ["org"],
      registers,
    }),
    spoolRecords: new Gauge({
      name: "deskhand_spool_records",
      help: "Webhooks that this process keeps on disk until the database takes them",
      registers,
    }),
    spoolBytes: new Gauge({ name: "deskhand_spool_bytes", help: "Size of what it keeps on disk", registers }),
    spooled: new Counter({
      name: "deskhand_spooled_total",
      help: "Webhooks that were written to disk because the database did not take them",
      registers,
    }),
    drained: new Counter({
      name: "deskhand_drained_total",
      help: "Webhooks that went from the disk to the database",
      registers,
    }),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
