import { Counter, Histogram, type Registry } from "prom-client";

/** Rate, errors and duration of what a message goes through. A channel is named by its id. */
export interface FlowMetrics {
  webhooks: Counter<"platform" | "channel" | "status">;
  webhookSeconds: Histogram<"platform" | "channel">;
  receipts: Counter<"channel" | "result">;
  turns: Counter<"platform" | "channel" | "result">;
  turnSeconds: Histogram<"platform" | "channel">;
  deliveries: Counter<"platform" | "channel" | "audience" | "result">;
  deliverySeconds: Histogram<"platform" | "channel">;
  stepSeconds: Histogram<"step">;
  jobs: Counter<"task" | "result">;
  jobSeconds: Histogram<"task">;
}

// From a fast insert to Slack's deadline of three seconds and Telegram's of ten.
const WEBHOOK_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 10];
const WORK_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
// A check of words takes less than a millisecond; what waits for a platform's pause, minutes.
const STEP_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];
const JOB_BUCKETS = [0.005, 0.025, 0.1, 0.5, 2.5, 10, 60, 300];

export function createFlowMetrics(registers: Registry[]): FlowMetrics {
  return {
    webhooks: new Counter({
      name: "deskhand_webhooks_total",
      help: "Webhook requests by channel and answered status; the channel is empty where there is no such",
      labelNames: ["platform", "channel", "status"],
      registers,
    }),
    webhookSeconds: new Histogram({
      name: "deskhand_webhook_seconds",
      help: "Time from a webhook's arrival to its acknowledgement",
      labelNames: ["platform", "channel"],
      buckets: WEBHOOK_BUCKETS,
      registers,
    }),
    receipts: new Counter({
      name: "deskhand_receipts_total",
      help: "What came in by webhook, poll, pull or socket, redeliveries included, by whether it could be stored",
      labelNames: ["channel", "result"],
      registers,
    }),
    turns: new Counter({
      name: "deskhand_turns_total",
      help: "Attempts to work a receipt, by how they ended",
      labelNames: ["platform", "channel", "result"],
      registers,
    }),
    turnSeconds: new Histogram({
      name: "deskhand_turn_seconds",
      help: "Time that one attempt to work a receipt took",
      labelNames: ["platform", "channel"],
      buckets: WORK_BUCKETS,
      registers,
    }),
    deliveries: new Counter({
      name: "deskhand_deliveries_total",
      help: "Attempts to deliver to customers and staff, by how they ended; again: it is tried later",
      labelNames: ["platform", "channel", "audience", "result"],
      registers,
    }),
    deliverySeconds: new Histogram({
      name: "deskhand_delivery_seconds",
      help: "Time that the platform took to answer one send, edit or removal",
      labelNames: ["platform", "channel"],
      buckets: WORK_BUCKETS,
      registers,
    }),
    stepSeconds: new Histogram({
      name: "deskhand_step_seconds",
      help: "Time of each step of a message, and of the waits between them",
      labelNames: ["step"],
      buckets: STEP_BUCKETS,
      registers,
    }),
    jobs: new Counter({
      name: "deskhand_jobs_total",
      help: "Jobs of the queue by task and how they ended",
      labelNames: ["task", "result"],
      registers,
    }),
    jobSeconds: new Histogram({
      name: "deskhand_job_seconds",
      help: "Time that a job of the queue took",
      labelNames: ["task"],
      buckets: JOB_BUCKETS,
      registers,
    }),
  };
}
