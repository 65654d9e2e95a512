import { Gauge, type Registry } from "prom-client";

/** What waits, as the database says it: the same from every process. Absent while the database does not answer. */
export interface BacklogMetrics {
  databaseUp: Gauge;
  queueJobs: Gauge<"task" | "state">;
  queueAge: Gauge<"task">;
  receiptsPending: Gauge<"platform" | "channel">;
  receiptsAge: Gauge<"platform" | "channel">;
  receiptsParked: Gauge<"platform" | "channel">;
  deliveriesPending: Gauge<"platform" | "channel" | "audience">;
  deliveriesAge: Gauge<"platform" | "channel" | "audience">;
  channelInfo: Gauge<"platform" | "channel" | "name" | "status">;
  alertsOpen: Gauge<"severity" | "status">;
  outboxPending: Gauge<"endpoint">;
  outboxLag: Gauge<"endpoint">;
}

export function createBacklogMetrics(registers: Registry[]): BacklogMetrics {
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers });
  return {
    databaseUp: gauge("deskhand_database_up", "Whether the database answered this process when it was last asked"),
    queueJobs: gauge(
      "deskhand_queue_jobs",
      "Jobs in the queue by task: ready, running, scheduled for later, or given up for good (failed)",
      "task",
      "state",
    ),
    queueAge: gauge("deskhand_queue_oldest_job_age_seconds", "For how long the longest waiting job is due", "task"),
    receiptsPending: gauge(
      "deskhand_receipts_pending",
      "Receipts that wait to be worked, up to 100000 a channel",
      "platform",
      "channel",
    ),
    receiptsAge: gauge(
      "deskhand_receipts_oldest_pending_age_seconds",
      "For how long the longest waiting receipt waits; 0 while the channel is paused",
      "platform",
      "channel",
    ),
    receiptsParked: gauge(
      "deskhand_receipts_parked",
      "Receipts that could not be worked and wait for somebody, up to 100000 a channel",
      "platform",
      "channel",
    ),
    deliveriesPending: gauge(
      "deskhand_deliveries_pending",
      "Deliveries that are due or were tried in vain, up to 100000 a channel and audience",
      "platform",
      "channel",
      "audience",
    ),
    deliveriesAge: gauge(
      "deskhand_deliveries_oldest_pending_age_seconds",
      "For how long the longest waiting delivery is due, counted from its first attempt; 0 while the channel is paused",
      "platform",
      "channel",
      "audience",
    ),
    channelInfo: gauge(
      "deskhand_channel_info",
      "One for each channel, with its name and status to join by its id",
      "platform",
      "channel",
      "name",
      "status",
    ),
    alertsOpen: gauge("deskhand_alerts_open", "Alerts that are not resolved", "severity", "status"),
    outboxPending: gauge(
      "deskhand_outbox_pending",
      "Events that wait for an outgoing webhook to take them, up to 100000",
      "endpoint",
    ),
    outboxLag: gauge(
      "deskhand_outbox_lag_seconds",
      "Age of the oldest event that an outgoing webhook has not taken; 0: none",
      "endpoint",
    ),
  };
}
