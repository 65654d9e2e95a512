import { pino } from "pino";

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

/** Structured lines on standard error, so that standard output stays free for commands' answers. */
export function createLog(level: LogLevel = "info"): Log {
  const root = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: "event",
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: serializeError },
    },
    pino.destination({ fd: 2, sync: true }),
  );
  return wrap(root);
}

/** Says nothing; for tests and for commands. */
export const silentLog: Log = createLog("silent");

function wrap(logger: pino.Logger): Log {
  return {
    debug: (event, fields) => logger.debug(fields ?? {}, event),
    info: (event, fields) => logger.info(fields ?? {}, event),
    warn: (event, fields) => logger.warn(fields ?? {}, event),
    error: (event, fields) => logger.error(fields ?? {}, event),
    with: (fields) => wrap(logger.child(fields)),
  };
}

// Errors of the database driver carry whole rows in `detail` and `where`: only code and message are kept, and the
// message of a PostgreSQL error names columns and constraints, not values.
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : undefined;
  return { name: error.name, code, message: error.message.slice(0, 500), stack: error.stack?.split("\n").slice(1, 6) };
}
