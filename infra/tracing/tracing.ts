import { AsyncLocalStorage } from "node:async_hooks";
import { type Clock, systemClock } from "../clock.ts";
import { newSpanId, newTraceId } from "../ids.ts";
import type { EndedSpan, Span, SpanAttributes, SpanName, SpanOptions } from "./spans.ts";
import { readTraceparent, type TraceContext, toTraceparent } from "./trace-context.ts";

export interface Tracing {
  /** Begins a span; whoever does ends it. */
  start(name: SpanName, options?: SpanOptions): Span;
  /** What is recorded has been handed over when this resolves, or cannot be. */
  close(): Promise<void>;
}

/** Hands spans to somebody else's system. */
export interface SpanRecorder {
  start(name: SpanName, parent: TraceContext | null, options: SpanOptions): RecordedSpan;
  close(): Promise<void>;
}

export interface RecordedSpan {
  context: TraceContext;
  end(attributes: SpanAttributes, errorType: string | null): void;
}

interface AtWork {
  context: TraceContext;
  start(name: SpanName, options: SpanOptions): Span;
  set(attributes: SpanAttributes): void;
}

// What is at work, through every await. The one thing here that is not handed from hand to hand: a line of the log and a
// queued delivery, many calls below, carry the trace of the message that caused them.
const atWork = new AsyncLocalStorage<AtWork | undefined>();

/**
 * Gives every message an id that follows it, and measures its steps. Without a recorder nothing is written down: ids are
 * made, and `observe` hears how long each step took.
 */
export function createTracing({
  recorder = null,
  observe = () => undefined,
  clock = systemClock,
}: {
  recorder?: SpanRecorder | null;
  observe?: (span: EndedSpan) => void;
  clock?: Clock;
} = {}): Tracing {
  const begin = (name: SpanName, options: SpanOptions, parent: TraceContext | null): Span => {
    const recorded = options.isRecorded === false ? null : (recorder?.start(name, parent, options) ?? null);
    const context = recorded?.context ?? parent ?? newContext();
    const started = performance.now();
    const waitedMs = options.since ? Math.max(0, clock.now().getTime() - options.since.getTime()) : 0;
    const attributes = { ...options.attributes };
    let errorType: string | null = null;
    let hasEnded = false;
    const span: Span & AtWork = {
      context,
      get traceparent() {
        return toTraceparent(context);
      },
      traceId: context.traceId,
      // Methods: what is built gives every other function its name by a call, each time that it is made.
      start(child, its) {
        return begin(child, its, parentOf(its, context));
      },
      run(work) {
        return atWork.run(span, work);
      },
      set(more) {
        Object.assign(attributes, more);
      },
      fail(error) {
        errorType = typeOf(error);
      },
      end() {
        if (hasEnded) return;
        hasEnded = true;
        const seconds = (performance.now() - started + waitedMs) / 1_000;
        recorded?.end(attributes, errorType);
        observe({ name, seconds, attributes, hasFailed: errorType !== null });
      },
    };
    return span;
  };
  return {
    start: (name, options = {}) => begin(name, options, parentOf(options, atWork.getStore()?.context ?? null)),
    close: async () => recorder?.close(),
  };
}

/**
 * Runs a step of what is at work as a span of its own. Where nothing is being traced it only runs.
 */
export function step<T>(name: SpanName, work: () => T, options: SpanOptions = {}): T {
  const parent = atWork.getStore();
  return parent ? spanned(parent.start(name, options), work) : work();
}

/** Runs `work` in a span and ends that with it, however it ends. */
export function spanned<T>(span: Span, work: () => T): T {
  let result: T;
  try {
    result = span.run(work);
  } catch (error) {
    return endFailed(span, error);
  }
  if (result instanceof Promise) {
    return result.then(
      (value) => {
        span.end();
        return value;
      },
      (error: unknown) => endFailed(span, error),
    ) as T;
  }
  span.end();
  return result;
}

function endFailed(span: Span, error: unknown): never {
  span.fail(error);
  span.end();
  throw error;
}

/** Says something of the span that is at work, for whoever looks at it when it has ended. */
export function note(attributes: SpanAttributes): void {
  atWork.getStore()?.set(attributes);
}

/**
 * Runs what serves everybody, and so belongs to no message. Not by `exit`: that stops Node from following promises and
 * begins it anew, for the whole process.
 */
export function untraced<T>(work: () => T): T {
  return atWork.run(undefined, work);
}

/** The `traceparent` of what is at work, to be kept with what it causes; null outside of any trace. */
export function currentTraceparent(): string | null {
  const context = atWork.getStore()?.context;
  return context ? toTraceparent(context) : null;
}

/** The trace's id alone, as log lines carry it. */
export function currentTraceId(): string | undefined {
  return atWork.getStore()?.context.traceId;
}

/** The id in a kept `traceparent`; undefined where there is none. */
export function traceIdOf(traceparent: string | null | undefined): string | undefined {
  return readTraceparent(traceparent)?.traceId;
}

function parentOf({ continues }: SpanOptions, current: TraceContext | null): TraceContext | null {
  return continues === undefined ? current : readTraceparent(continues);
}

function newContext(): TraceContext {
  return { traceId: newTraceId(), spanId: newSpanId(), isSampled: false };
}

// Not the message: errors of libraries quote what people wrote.
function typeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
