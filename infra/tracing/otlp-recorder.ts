import { DiagLogLevel, diag, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { Log } from "../log/log.ts";
import type { SpanName } from "./spans.ts";
import type { TraceContext } from "./trace-context.ts";
import type { SpanRecorder } from "./tracing.ts";

export interface OtlpOptions {
  /** Where spans go, in full: `http://127.0.0.1:4318/v1/traces`. */
  url: string;
  headers: Record<string, string>;
  /** What this process is: `service.name` and the like. */
  resource: Record<string, string>;
  log: Log;
}

const EXPORT_WITHIN_MS = 3_000;
const CLOSE_WITHIN_MS = 2_000;
const COMPLAIN_EVERY_MS = 60_000;

/** Sends spans in batches by OTLP over HTTP. What cannot be sent is lost, and nobody waits for it. */
export function createOtlpRecorder({ url, headers, resource, log }: OtlpOptions): SpanRecorder {
  complainTo(log);
  const exporter = new OTLPTraceExporter({ url, headers, timeoutMillis: EXPORT_WITHIN_MS });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes(resource),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer("deskhand");
  return {
    start: (name, parent, { attributes = {}, since }) => {
      const options = { kind: kinds[name] ?? SpanKind.INTERNAL, attributes, ...(since ? { startTime: since } : {}) };
      const span = tracer.startSpan(name, options, parent ? within(parent) : ROOT_CONTEXT);
      const { traceId, spanId, traceFlags } = span.spanContext();
      return {
        context: { traceId, spanId, isSampled: (traceFlags & 1) === 1 },
        end: (more, errorType) => {
          span.setAttributes(more);
          if (errorType !== null) {
            span.setAttribute("error.type", errorType);
            span.setStatus({ code: SpanStatusCode.ERROR });
          }
          span.end();
        },
      };
    },
    close: async () => {
      const closed = provider.shutdown().catch((error: unknown) => log.warn("tracing.not_exported", { error }));
      const late = AbortSignal.timeout(CLOSE_WITHIN_MS);
      await Promise.race([closed, new Promise((resolve) => late.addEventListener("abort", resolve))]);
    },
  };
}

const kinds: Partial<Record<SpanName, SpanKind>> = {
  webhook: SpanKind.SERVER,
  accept: SpanKind.PRODUCER,
  turn: SpanKind.CONSUMER,
  delivery: SpanKind.CONSUMER,
  job: SpanKind.CONSUMER,
  send: SpanKind.CLIENT,
};

function within({ traceId, spanId, isSampled }: TraceContext) {
  const context = { traceId, spanId, traceFlags: isSampled ? 1 : 0, isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, context);
}

/** The library tells nobody else that its spans do not arrive; once a minute is enough. */
function complainTo(log: Log): void {
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = (message: string) => {
    if (performance.now() - toldAt < COMPLAIN_EVERY_MS) return;
    toldAt = performance.now();
    log.warn("tracing.trouble", { message: message.slice(0, 300) });
  };
  const quiet = () => undefined;
  const logger = { error: tell, warn: tell, info: quiet, debug: quiet, verbose: quiet };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}
