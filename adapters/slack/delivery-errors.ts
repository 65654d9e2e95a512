import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { DeliveryError, type DeliveryFault, type DeliveryOutcome } from "../../bot/ports/delivery-error.ts";

interface Verdict {
  outcome: DeliveryOutcome;
  fault?: DeliveryFault;
  advice?: string;
}

const broken: Verdict = {
  outcome: "rejected",
  fault: "channel_broken",
  advice: "reinstall the app or renew its token",
};
const gone: Verdict = { outcome: "rejected", fault: "recipient_gone" };
const wrong: Verdict = { outcome: "rejected" };
const threadGone: Verdict = { outcome: "rejected", fault: "thread_gone" };

/**
 * The errors with a meaning beyond "no", as the pages of chat.postMessage, chat.update, files.completeUploadExternal
 * and "Errors" of the Web API list them. Every other error code is a plain refusal.
 */
const verdicts: Record<string, Verdict> = {
  ratelimited: { outcome: "retry", fault: "rate_limited" },
  rate_limited: { outcome: "retry", fault: "rate_limited" },
  message_limit_exceeded: { outcome: "retry", fault: "rate_limited" },
  // "The POST data was missing or truncated": it was not processed.
  request_timeout: { outcome: "retry" },
  service_unavailable: { outcome: "retry" },
  team_added_to_org: { outcome: "retry" },
  // "It's possible some aspect of the operation succeeded before the error was raised."
  internal_error: { outcome: "uncertain" },
  fatal_error: { outcome: "uncertain" },

  invalid_auth: broken,
  not_authed: broken,
  account_inactive: broken,
  token_revoked: broken,
  token_expired: broken,
  user_removed_from_team: broken,
  team_disabled: broken,
  org_login_required: broken,
  not_allowed_token_type: broken,
  ekm_access_denied: broken,
  team_access_not_granted: broken,
  missing_scope: { ...broken, advice: "add the missing scope (deskhand slack manifest) and reinstall the app" },
  no_permission: broken,

  channel_not_found: { ...gone, advice: "the conversation is closed, or the bot cannot see it" },
  is_archived: { ...gone, advice: "the channel is archived" },
  user_not_found: gone,
  users_not_found: gone,
  user_disabled: gone,
  user_not_visible: gone,
  cannot_dm_bot: gone,
  user_not_in_channel: gone,
  not_in_channel: { ...wrong, advice: "invite the bot to the channel" },
  restricted_action: { ...wrong, advice: "a setting of the workspace forbids posting here" },

  thread_not_found: threadGone,
  invalid_thread_ts: threadGone,
  cannot_reply_to_message: threadGone,
  restricted_action_thread_locked: threadGone,
  message_not_found: { ...wrong, advice: "the message is gone" },
  file_not_found: { ...wrong, advice: "the file is gone" },
  file_deleted: { ...wrong, advice: "the file is gone" },
};

/**
 * Turns what the SDK throws into what the core acts on. `call` names the Web API method for the message; neither
 * texts nor tokens get into the error.
 */
export function toDeliveryError(error: unknown, call: string): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof WebAPIRateLimitedError) {
    return failure(call, "ratelimited", { retryAfterMs: error.retryAfter * 1000, cause: error });
  }
  if (error instanceof WebAPIPlatformError) return ofPlatform(error, call);
  if (error instanceof WebAPIHTTPError) return ofStatus(error.statusCode, call, error);
  const original = error instanceof WebAPIRequestError ? error.original : error;
  return ofNetwork(original, call);
}

/** For calls that only read: asking again is safe, so what would be uncertain for a send is a retry. */
export function toReadError(error: unknown, call: string): DeliveryError {
  const read = toDeliveryError(error, call);
  if (read.outcome !== "uncertain") return read;
  return new DeliveryError("retry", read.message, { fault: read.fault, details: read.details, cause: error });
}

/** The same judgement for requests outside the Web API (response_url, file downloads). */
export function ofStatus(status: number, call: string, cause?: unknown): DeliveryError {
  const details = { call, status };
  // A gateway may answer 5xx after the message was taken, so only a look-up can tell.
  const outcome = status >= 500 ? "uncertain" : "rejected";
  return new DeliveryError(outcome, `Slack answered ${call} with HTTP ${status}`, { details, cause });
}

/** A request without an answer: uncertain, unless it certainly never left. */
export function ofNetwork(error: unknown, call: string): DeliveryError {
  const codes = networkCodes(error);
  const neverLeft = codes.length > 0 && codes.every((code) => NEVER_CONNECTED.has(code));
  const details = { call, ...(codes.length > 0 ? { network: codes } : {}) };
  return neverLeft
    ? new DeliveryError("retry", `Slack could not be reached for ${call}`, { details, cause: error })
    : new DeliveryError("uncertain", `Slack did not answer ${call}`, { details, cause: error });
}

function ofPlatform(error: WebAPIPlatformError, call: string): DeliveryError {
  const code = error.data.error;
  // Not one of Slack's codes: the SDK puts the text of an answer that is no JSON here (a proxy's page).
  if (!/^[a-z][a-z0-9_-]{0,80}$/.test(code)) {
    return new DeliveryError("uncertain", `Slack's answer to ${call} is not JSON`, { details: { call } });
  }
  const retryAfter = error.data.response_metadata?.retryAfter;
  return failure(call, code, {
    cause: error,
    ...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter * 1000 }),
    ...neededScope(error.data),
  });
}

/** `missing_scope` says which one. */
function neededScope(data: object): { needed?: string } {
  return "needed" in data && typeof data.needed === "string" ? { needed: data.needed } : {};
}

function failure(
  call: string,
  code: string,
  { retryAfterMs, needed, cause }: { retryAfterMs?: number; needed?: string; cause: unknown },
): DeliveryError {
  const { outcome, fault, advice } = verdictOn(call, code);
  const message = `Slack refused ${call}: ${code}${advice ? ` (${advice})` : ""}`;
  return new DeliveryError(outcome, message, {
    ...(fault ? { fault } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    details: { call, error: code, ...(needed ? { needed } : {}) },
    cause,
  });
}

function verdictOn(call: string, code: string): Verdict {
  // The only message that a post can miss is its thread's root.
  if (code === "message_not_found" && call.startsWith("chat.post")) return threadGone;
  return (Object.hasOwn(verdicts, code) ? verdicts[code] : undefined) ?? wrong;
}

const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** fetch wraps the socket's error: in `cause`, and one for each address tried in an AggregateError. */
function networkCodes(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 5) return [];
  if (error instanceof AggregateError && error.errors.length > 0) {
    return error.errors.flatMap((one) => networkCodes(one, depth + 1));
  }
  if ("code" in error && typeof error.code === "string") return [error.code];
  return networkCodes(error.cause, depth + 1);
}
