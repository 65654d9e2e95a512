import { GrammyError, HttpError } from "grammy";
import { DeliveryError, type DeliveryFault, type DeliveryOutcome } from "../../bot/ports/delivery-error.ts";

/** Why Telegram said no, where the caller does something about it. Stands in `DeliveryError.details.reason`. */
export type TelegramReason =
  | "blocked"
  | "chat_not_found"
  | "no_rights"
  | "thread_gone"
  | "thread_closed"
  | "not_modified"
  | "message_gone"
  | "query_too_old"
  | "photo_refused"
  | "file_too_big"
  | "file_unavailable"
  | "webhook_active"
  | "other_poller";

interface Refusal {
  code: number;
  says: RegExp;
  reason: TelegramReason;
  outcome: DeliveryOutcome;
  fault: DeliveryFault;
}

// The Bot API has no codes below the HTTP status, so its descriptions are read, here and nowhere else. They are those
// of tdlib/telegram-bot-api, telegram-bot-api/Client.cpp, and of the server behind it (in capitals).
const refusals: Refusal[] = [
  refusal(403, /not enough rights|CHAT_WRITE_FORBIDDEN|have no rights/i, "no_rights", "channel_broken"),
  refusal(403, /./, "blocked", "recipient_gone"),
  refusal(
    400,
    /chat not found|user not found|PEER_ID_INVALID|USER_IS_(BLOCKED|DEACTIVATED)/i,
    "chat_not_found",
    "recipient_gone",
  ),
  refusal(400, /message thread not found|TOPIC_(DELETED|ID_INVALID)/i, "thread_gone", "thread_gone"),
  refusal(400, /TOPIC_CLOSED/i, "thread_closed", "thread_closed"),
  refusal(
    400,
    /not enough rights|CHAT_(WRITE|SEND_\w+)_FORBIDDEN|have no rights|CHAT_ADMIN_REQUIRED/i,
    "no_rights",
    "channel_broken",
  ),
  refusal(400, /message is not modified|TOPIC_NOT_MODIFIED/i, "not_modified"),
  refusal(400, /message to (edit|delete) not found|MESSAGE_ID_INVALID/i, "message_gone"),
  refusal(400, /query is too old|query ID is invalid/i, "query_too_old"),
  refusal(400, /PHOTO_(INVALID|SAVE|EXT)|IMAGE_PROCESS_FAILED/i, "photo_refused"),
  refusal(400, /file is too big/i, "file_too_big"),
  refusal(400, /temporarily unavailable/i, "file_unavailable", "other", "retry"),
  refusal(409, /webhook is active/i, "webhook_active", "other", "retry"),
  refusal(409, /other getUpdates request/i, "other_poller", "other", "retry"),
];

// Codes of Node and OpenSSL that can only come before a request has left.
const neverLeft = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/**
 * What a call of grammY threw, as the core understands it. The SDK's error is not kept as `cause`: a `GrammyError`
 * carries the whole payload (the customer's words), an `HttpError` the address with the token in it.
 */
export function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof GrammyError) return fromAnswer(error);
  if (error instanceof HttpError) return fromSilence(error);
  throw error;
}

/** The same, for a call that is harmless to repeat: a lost answer is then as good as no request. */
export function toRepeatableError(error: unknown): DeliveryError {
  const failure = toDeliveryError(error);
  if (failure.outcome !== "uncertain") return failure;
  return new DeliveryError("retry", failure.message, { details: failure.details });
}

/** Whether this failure has that reason. */
export function isRefusedFor(error: unknown, reason: TelegramReason): boolean {
  return error instanceof DeliveryError && error.details["reason"] === reason;
}

function refusal(
  code: number,
  says: RegExp,
  reason: TelegramReason,
  fault: DeliveryFault = "other",
  outcome: DeliveryOutcome = "rejected",
): Refusal {
  return { code, says, reason, fault, outcome };
}

function fromAnswer({ method, error_code: code, description, parameters }: GrammyError): DeliveryError {
  const details = { method, errorCode: code, description: withoutQuotes(description) };
  const message = `Telegram refused ${method}: ${details.description}`;

  if (code === 429) {
    const retryAfterMs = (parameters.retry_after ?? 1) * 1_000;
    return new DeliveryError("retry", message, { fault: "rate_limited", retryAfterMs, details });
  }
  if (code >= 500) return new DeliveryError("retry", message, { details });
  if (parameters.migrate_to_chat_id !== undefined) {
    const newChatId = String(parameters.migrate_to_chat_id);
    const moved = `${message}; its id is ${newChatId} now`;
    return new DeliveryError("rejected", moved, { fault: "chat_moved", details: { ...details, newChatId } });
  }
  // A token that is not one at all is answered 404, one that was revoked 401.
  if (code === 401 || code === 404) return new DeliveryError("rejected", message, { fault: "channel_broken", details });

  const known = refusals.find((candidate) => candidate.code === code && candidate.says.test(description));
  if (!known) return new DeliveryError("rejected", message, { details });
  return new DeliveryError(known.outcome, message, {
    fault: known.fault,
    details: { ...details, reason: known.reason },
  });
}

function fromSilence({ error }: HttpError): DeliveryError {
  const networkCode = codeOf(error);
  if (networkCode !== undefined && neverLeft.has(networkCode)) {
    return new DeliveryError("retry", `Telegram cannot be reached (${networkCode})`, { details: { networkCode } });
  }
  return new DeliveryError("uncertain", "Telegram did not answer; what was sent may have arrived", {
    details: networkCode === undefined ? {} : { networkCode },
  });
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

// Descriptions quote what they dislike: a link, a tag, a piece of text.
const withoutQuotes = (description: string): string => description.replace(/(["']).*\1/gs, "$1…$1").slice(0, 200);
