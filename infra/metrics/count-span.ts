import type { EndedSpan } from "../tracing/spans.ts";
import type { Metrics } from "./metrics.ts";

/** What spans tell metrics: each step's time, and the rate, errors and duration of what a message goes through. */
export function countSpan(metrics: Metrics, { name, seconds, attributes, hasFailed }: EndedSpan): void {
  metrics.stepSeconds.observe({ step: name }, seconds);
  const text = (key: string) => String(attributes[key] ?? "");
  const where = { platform: text("platform"), channel: text("channel") };
  const result = hasFailed ? "failed" : text("outcome") || "done";
  switch (name) {
    case "webhook":
      metrics.webhooks.inc({ ...where, status: text("status") });
      metrics.webhookSeconds.observe(where, seconds);
      break;
    case "accept":
      metrics.receipts.inc({ channel: where.channel, result: hasFailed ? "failed" : "stored" });
      break;
    case "turn":
      metrics.turns.inc({ ...where, result });
      metrics.turnSeconds.observe(where, seconds);
      break;
    case "delivery":
      metrics.deliveries.inc({ ...where, audience: text("audience"), result });
      break;
    case "send":
      metrics.deliverySeconds.observe(where, seconds);
      break;
    case "job":
      metrics.jobs.inc({ task: text("task"), result });
      metrics.jobSeconds.observe({ task: text("task") }, seconds);
      break;
    default:
  }
}
