import { pino } from "pino";
import { errorFrames, errorText } from "../error-text.ts";
import { currentTraceId } from "../tracing/tracing.ts";

/** One event name and fields: never customer text, tokens or phone numbers. */
export interface Log {
  debug(event: string, fields?: Record<string, unknown>): void;
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
  /** A log whose lines all carry `fields` (org, channel, conversation, job). */
  with(fields: Record<string, unknown>): Log;
}

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

export interface LogOptions {
  /** Takes out of a text what must not stand in a log, whatever brought it there: an error of a library quotes much. */
  scrub?: (text: string) => string;
  /** Where lines go instead of standard error. */
  to?: { write(line: string): void };
}

/** Structured lines on standard error, so that standard output stays free for commands' answers. */
export function createLog(level: LogLevel = "info", { scrub = unchanged, to }: LogOptions = {}): Log {
  const root = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: "event",
      mixin: traceAtWork,
      formatters: { level: (label) => ({ level: label }), log: (fields) => scrubbed(fields, scrub) },
      serializers: { error: (error: unknown) => scrubbed(serializeError(error, scrub), scrub) },
    },
    to ?? pino.destination({ fd: 2, sync: true }),
  );
  return wrap(root, scrub);
}

/** Says nothing; for tests and for commands. */
export const silentLog: Log = createLog("silent");

function wrap(logger: pino.Logger, scrub: (text: string) => string): Log {
  return {
    debug: (event, fields) => logger.debug(fields ?? {}, event),
    info: (event, fields) => logger.info(fields ?? {}, event),
    warn: (event, fields) => logger.warn(fields ?? {}, event),
    error: (event, fields) => logger.error(fields ?? {}, event),
    with: (fields) => wrap(logger.child(scrubbed(fields, scrub)), scrub),
  };
}

/** One id on every line of what a message causes, in whichever process (`infra/tracing`). */
function traceAtWork(): { trace?: string } {
  const trace = currentTraceId();
  return trace === undefined ? {} : { trace };
}

function unchanged(text: string): string {
  return text;
}

/** The fields with their texts scrubbed; errors follow when they are read. */
function scrubbed(fields: Record<string, unknown>, scrub: (text: string) => string): Record<string, unknown> {
  const clean = (value: unknown) => (typeof value === "string" ? scrub(value) : value);
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, Array.isArray(value) ? value.map(clean) : clean(value)]),
  );
}

// Errors of the database driver carry whole rows in `detail` and `where`: only code and message are kept.
function serializeError(error: unknown, scrub: (text: string) => string): Record<string, unknown> {
  const message = errorText(error, scrub);
  if (!(error instanceof Error)) return { message };
  const code = "code" in error ? error.code : undefined;
  return { name: error.name, code, message, stack: errorFrames(error).slice(0, 5) };
}
