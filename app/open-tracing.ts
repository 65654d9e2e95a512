import { hostname } from "node:os";
import type { Environment } from "../infra/config/environment.ts";
import type { Log } from "../infra/log/log.ts";
import type { EndedSpan } from "../infra/tracing/spans.ts";
import { createTracing, type SpanRecorder, type Tracing } from "../infra/tracing/tracing.ts";

/** The process's tracing: spans go where `OTEL_EXPORTER_OTLP_ENDPOINT` says, and nowhere without it. */
export async function openTracing(
  environment: Environment,
  log: Log,
  observe: (span: EndedSpan) => void,
): Promise<Tracing> {
  const url = tracesUrl(environment);
  return createTracing({ recorder: url === null ? null : await openRecorder(url, environment, log), observe });
}

// Loaded only where it is used: it is several packages, which a start would wait for.
async function openRecorder(url: string, environment: Environment, log: Log): Promise<SpanRecorder> {
  const { createOtlpRecorder } = await import("../infra/tracing/otlp-recorder.ts");
  return createOtlpRecorder({
    url,
    headers: environment.OTEL_EXPORTER_OTLP_HEADERS ?? {},
    resource: {
      "service.name": environment.OTEL_SERVICE_NAME,
      "service.instance.id": `${hostname()}:${process.pid}`,
      "deskhand.role": environment.DESKHAND_ROLE,
    },
    log,
  });
}

function tracesUrl(environment: Environment): string | null {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: exact, OTEL_EXPORTER_OTLP_ENDPOINT: base } = environment;
  return exact ?? (base === undefined ? null : `${base}/v1/traces`);
}
