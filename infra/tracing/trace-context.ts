import { z } from "zod";

/** Where a span stands, as W3C Trace Context says it. */
export interface TraceContext {
  /** 32 hexadecimal digits: the same for everything that one message causes. */
  traceId: string;
  /** 16 hexadecimal digits. */
  spanId: string;
  /** Whether somebody records it. */
  isSampled: boolean;
}

const Traceparent = z.string().regex(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/);

/** The `traceparent` of W3C Trace Context, in which a trace is kept and another process goes on with it. */
export function toTraceparent({ traceId, spanId, isSampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`;
}

/** Null where it is none, of whatever version or kind: then a new trace begins. */
export function readTraceparent(text: string | null | undefined): TraceContext | null {
  const { data } = Traceparent.safeParse(text);
  if (data === undefined) return null;
  const [, traceId = "", spanId = "", flags = ""] = data.split("-");
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
