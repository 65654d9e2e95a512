import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { type BacklogMetrics, createBacklogMetrics } from "./backlog-metrics.ts";
import { createFlowMetrics, type FlowMetrics } from "./flow-metrics.ts";
import { createServiceMetrics, type ServiceMetrics } from "./service-metrics.ts";

export interface Metrics extends FlowMetrics, ServiceMetrics, BacklogMetrics {
  /** How far an organisation's audit trail is sealed. */
  auditSeals: Gauge<"org">;
  /** Requests that this process holds on disk, and their bytes there. */
  spoolRecords: Gauge;
  spoolBytes: Gauge;
  spooled: Counter;
  drained: Counter;
  /** What is looked up only when somebody asks. It must not reject, nor keep anybody waiting for long. */
  onScrape(look: () => Promise<void>): void;
  /** Everything in Prometheus's text format. */
  render(): Promise<{ contentType: string; text: string }>;
}

/** The process's metrics, in a registry of their own so that tests can hold several. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const looks: (() => Promise<void>)[] = [];
  return {
    ...createFlowMetrics(registers),
    ...createServiceMetrics(registers),
    ...createBacklogMetrics(registers),
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
    onScrape: (look) => void looks.push(look),
    render: async () => {
      await Promise.all(looks.map((look) => look()));
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
