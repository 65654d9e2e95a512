import type { TraceContext } from "./trace-context.ts";

/** The steps of a message, from the webhook to the platform's answer. */
export const spanNames = [
  "webhook",
  "accept",
  "intake_wait",
  "intake_commit",
  "turn",
  "pick_up",
  "parse",
  "resolve",
  "understand",
  "retrieve",
  "compose",
  "check",
  "commit",
  "delivery",
  "send_wait",
  "send",
  "settle",
  "job",
] as const;

export type SpanName = (typeof spanNames)[number];

/** Ids, names and numbers of ours: never what anybody wrote, nor who they are. */
export type SpanAttributes = Record<string, string | number | boolean>;

export interface SpanOptions {
  attributes?: SpanAttributes;
  /** A trace that was kept (`traceparent`): it goes on. Absent: the span that is at work, or else a new trace. */
  continues?: string | null;
  /** Whose step it is, where that is handed on and not at work. */
  parent?: Span | undefined;
  /** For what began before anybody could measure it: a wait. */
  since?: Date;
  /** False: it is measured, and no recorder hears of it. */
  isRecorded?: boolean;
}

export interface Span {
  readonly context: TraceContext;
  /** To be kept for whoever goes on with the trace: a `traceparent`. */
  readonly traceparent: string;
  /** The trace's id alone, as log lines carry it. */
  readonly traceId: string;
  /** What runs in it, and whatever that calls, belongs to the span. */
  run<T>(work: () => T): T;
  /** Said when it has ended. */
  set(attributes: SpanAttributes): void;
  fail(error: unknown): void;
  end(): void;
}

export interface EndedSpan {
  name: SpanName;
  seconds: number;
  attributes: SpanAttributes;
  hasFailed: boolean;
}
