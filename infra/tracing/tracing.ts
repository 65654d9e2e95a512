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

// What is at work, through every await. The one thing here that is not handed from hand to hand: a line of the log and a
// queued delivery, many calls below, carry the trace of the message that caused them.
const atWork = new AsyncLocalStorage<LiveSpan | undefined>();

interface TracingParts {
  recorder: SpanRecorder | null;
  observe: (span: EndedSpan) => void;
  clock: Clock;
}

/**
 * Gives every message an id that follows it, and measures its steps. Without a recorder nothing is written down: ids are
 * made, and `observe` hears how long each step took.
 */
export function createTracing({
  recorder = null,
  observe = () => undefined,
  clock = systemClock,
}: Partial<TracingParts> = {}): Tracing {
  const parts: TracingParts = { recorder, observe, clock };
  return {
    start: (name, options = {}) => new LiveSpan(parts, name, options, atWork.getStore()?.context ?? null),
    close: async () => recorder?.close(),
  };
}

/** A class, since a message takes a dozen: functions of its own for each would be a good part of taking a webhook in. */
class LiveSpan implements Span {
  readonly context: TraceContext;
  readonly #parts: TracingParts;
  readonly #name: SpanName;
  readonly #attributes: SpanAttributes;
  readonly #recorded: RecordedSpan | null;
  readonly #startedMs = performance.now();
  readonly #waitedMs: number;
  #errorType: string | null = null;
  #hasEnded = false;

  constructor(parts: TracingParts, name: SpanName, options: SpanOptions, atWorkNow: TraceContext | null) {
    const { continues, isRecorded = true, since } = options;
    const parent = options.parent?.context ?? (continues === undefined ? atWorkNow : readTraceparent(continues));
    this.#parts = parts;
    this.#name = name;
    this.#attributes = { ...options.attributes };
    this.#recorded = isRecorded ? (parts.recorder?.start(name, parent, options) ?? null) : null;
    this.#waitedMs = since ? Math.max(0, parts.clock.now().getTime() - since.getTime()) : 0;
    this.context = this.#recorded?.context ?? parent ?? newContext();
  }

  get traceparent(): string {
    return toTraceparent(this.context);
  }

  get traceId(): string {
    return this.context.traceId;
  }

  /** A step of it. */
  start(name: SpanName, options: SpanOptions): Span {
    return new LiveSpan(this.#parts, name, options, this.context);
  }

  run<T>(work: () => T): T {
    return atWork.run(this, work);
  }

  set(attributes: SpanAttributes): void {
    Object.assign(this.#attributes, attributes);
  }

  fail(error: unknown): void {
    this.#errorType = typeOf(error);
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const seconds = (performance.now() - this.#startedMs + this.#waitedMs) / 1_000;
    this.#recorded?.end(this.#attributes, this.#errorType);
    const hasFailed = this.#errorType !== null;
    this.#parts.observe({ name: this.#name, seconds, attributes: this.#attributes, hasFailed });
  }
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
  return atWork.getStore() === undefined ? work() : atWork.run(undefined, work);
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

function newContext(): TraceContext {
  return { traceId: newTraceId(), spanId: newSpanId(), isSampled: false };
}

// Not the message: errors of libraries quote what people wrote.
function typeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
