import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { DeliveryError, type DeliveryFault, type DeliveryOutcome } from "../../bot/ports/delivery-error.ts";

/** wechaty or its puppet did not answer in time; what became of the call is unknown. */
export class NoAnswerError extends Error {
  override name = "NoAnswerError";
}

/**
 * The result of a call, or NoAnswerError after `timeoutMs`: puppets bound nothing by themselves, and a call that
 * hangs would hold its chat for ever.
 */
export async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = wait(timeoutMs, undefined, { signal: timer.signal }).then(() => {
    throw new NoAnswerError(`no answer within ${timeoutMs} ms`);
  });
  // Whichever of the two loses may still reject, with nobody left to hear it.
  late.catch(() => undefined);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}

const CodedError = z.object({ code: z.union([z.string(), z.number()]) });

function codeOf(error: unknown): string | number | undefined {
  return CodedError.safeParse(error).data?.code;
}

/** What may be logged of an error: never its message, since puppets put chat texts and tokens into theirs. */
export function describeError(error: unknown): { error: string; code?: string | number } {
  const code = codeOf(error);
  return { error: error instanceof Error ? error.name : typeof error, ...(code !== undefined && { code }) };
}

interface Meaning {
  outcome: DeliveryOutcome;
  fault?: DeliveryFault;
  retryAfterMs?: number;
  message: string;
}

/** How long to be quiet after WeChat complained of the pace; it never says. */
const QUIET_MS = 60_000;

/**
 * Statuses of gRPC, which wechaty-puppet-service passes on from its server (grpc.io, Status codes). UNAVAILABLE (14) is
 * not among them: it may also mean that the connection broke after the request had left. UNKNOWN (2) and INTERNAL (13)
 * are any exception of the puppet behind the service.
 */
const grpcMeanings = new Map<string | number, Meaning>([
  [3, { outcome: "rejected", message: "the puppet refuses the request as malformed" }],
  [5, { outcome: "rejected", fault: "recipient_gone", message: "WeChat knows no such contact or room any more" }],
  [7, { outcome: "rejected", fault: "channel_broken", message: "the puppet service forbids it: check the token" }],
  [8, { outcome: "retry", fault: "rate_limited", retryAfterMs: QUIET_MS, message: "the puppet asks to slow down" }],
  [12, { outcome: "rejected", message: "the puppet cannot do this" }],
  [16, { outcome: "rejected", fault: "channel_broken", message: "the puppet service refuses the token" }],
]);

/** Errors of sockets in which the request never left (Node.js, Errors: Common system errors). */
const neverLeft = new Set<string | number>(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/**
 * What an error of wechaty means for a send. Puppets throw plain errors with wording of their own, after which nobody
 * can say whether WeChat took the message: those are `uncertain`.
 */
export function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const code = codeOf(error);
  const details = { ...describeError(error) };
  if (code !== undefined && neverLeft.has(code)) {
    return new DeliveryError("retry", "the puppet cannot be reached", { details });
  }
  const { outcome, message, ...more } = grpcMeanings.get(code ?? "") ?? {
    outcome: "uncertain",
    message: "wechaty failed without saying whether the message was sent",
  };
  return new DeliveryError(outcome, message, { ...more, details });
}

/**
 * The only sign of a message that arrived and could not be read is this error event (wechaty, puppet-mixin: "message
 * not found for id"), so its wording has to be looked at; a test holds it against the real package.
 */
export function isMessageLost(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("message not found for id");
}

/** The package that an import did not find, empty when it is not named; undefined for any other failure. */
export function missingPackage(error: unknown): string | undefined {
  if (codeOf(error) !== "ERR_MODULE_NOT_FOUND") return undefined;
  // Node.js names the package in the message alone.
  const named = error instanceof Error ? /Cannot find package '([^']+)'/.exec(error.message)?.[1] : undefined;
  return named ?? "";
}
