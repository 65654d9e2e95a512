import type { EndedSpan, SpanAttributes } from "../tracing/spans.ts";
import type { Metrics } from "./metrics.ts";

/** What spans tell metrics: each step's time, and the rate, errors and duration of what a message goes through. */
export function countSpan(metrics: Metrics, { name, seconds, attributes, hasFailed }: EndedSpan): void {
  metrics.stepSeconds.observe({ step: name }, seconds);
  const where = { platform: textOf(attributes, "platform"), channel: textOf(attributes, "channel") };
  const result = hasFailed ? "failed" : textOf(attributes, "outcome") || "done";
  switch (name) {
    case "webhook":
      metrics.webhooks.inc({ ...where, status: textOf(attributes, "status") });
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
      metrics.deliveries.inc({ ...where, audience: textOf(attributes, "audience"), result });
      break;
    case "send":
      metrics.deliverySeconds.observe(where, seconds);
      break;
    case "job":
      metrics.jobs.inc({ task: textOf(attributes, "task"), result });
      metrics.jobSeconds.observe({ task: textOf(attributes, "task") }, seconds);
      break;
    default:
  }
}

function textOf(attributes: SpanAttributes, key: string): string {
  return String(attributes[key] ?? "");
}
