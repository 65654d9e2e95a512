import { DeliveryError, type DeliveryFault, type DeliveryOutcome } from "../../bot/ports/delivery-error.ts";
import { readRetryAfter } from "../../infra/http/read-retry-after.ts";

/** Whether a call that got no answer may have shown something to a person, or is harmless to repeat. */
export type Effect = "shows" | "none";

interface Refusal {
  outcome: DeliveryOutcome;
  fault: DeliveryFault;
  message: string;
  retryAfterMs?: number;
}

/** WeCom names no wait. A block for too many calls in a minute lasts 60 seconds (访问频率限制, path 90312). */
const RATE_WAIT_MS = 60_000;
/** Of a block for too many calls in an hour; nobody is waited for longer. */
const LONGEST_WAIT_MS = 60 * 60_000;
/** 全局错误码 (path 90313): at most three tries, a second apart. */
const BUSY_WAIT_MS = 1_000;

const busy: Refusal = { outcome: "retry", fault: "other", message: "WeCom is busy", retryAfterMs: BUSY_WAIT_MS };
const limited: Refusal = {
  outcome: "retry",
  fault: "rate_limited",
  message: "WeCom refuses further calls for now",
  retryAfterMs: RATE_WAIT_MS,
};
const broken = (message: string): Refusal => ({ outcome: "rejected", fault: "channel_broken", message });
const gone = (message: string): Refusal => ({ outcome: "rejected", fault: "recipient_gone", message });
const closed = (message: string): Refusal => ({ outcome: "rejected", fault: "window_closed", message });

const credentials = broken("WeCom refuses the app's credentials: check the corp id and the secret");
const notAllowed = broken(
  "the app may not call this interface: name it under 微信客服 › 可调用接口的应用 and put the account under 通过API管理",
);

/** errcode → what it means for a delivery (全局错误码, path 90313). What is not listed is a plain rejection. */
const refusals: Record<number, Refusal> = {
  [-1]: busy,
  45009: limited,
  45033: limited,
  40001: credentials,
  40013: credentials,
  40014: credentials,
  41001: credentials,
  42001: credentials,
  60020: broken("WeCom refuses calls from this server's address: add it to the app's 企业可信IP"),
  301002: broken("the access token does not belong to this agent id"),
  48001: notAllowed,
  48002: notAllowed,
  95017: notAllowed,
  95004: broken("the 微信客服 account does not exist any more"),
  81013: gone("none of the receivers can see the app"),
  50002: gone("the member is outside of the app's visible range"),
  60011: gone("the member is outside of the app's visible range"),
  60111: gone("there is no member with this userid"),
  40003: gone("there is no member with this userid"),
  40096: gone("there is no customer with this external_userid"),
  84061: gone("the customer has no relation to the corporation any more"),
  95001: closed("five messages were sent since the customer's last one"),
  95002: closed("more than 48 hours since the customer's last message"),
  95013: closed("the customer service session has ended"),
  95016: closed("the session may not be moved from its state to this one"),
  95018: closed("the session's state does not allow messages through the interface"),
};

/** Codes after which a fresh access token may help (WeCom may invalidate one early; path 91039). */
const tokenCodes = new Set([40001, 40014, 42001]);

export const isTokenRefused = (errcode: number): boolean => tokenCodes.has(errcode);

/** Turns WeCom's refusal into an error that says what to do. The message never holds what WeCom echoed. */
export function refusalError(errcode: number, path: string): DeliveryError {
  const known = refusals[errcode] ?? { outcome: "rejected", fault: "other", message: "WeCom refused the call" };
  const { outcome, message, ...options } = known;
  return new DeliveryError(outcome, `${message} (errcode ${errcode})`, { ...options, details: { errcode, path } });
}

/**
 * An HTTP status that is not 2xx: with a 5xx the call may have been carried out, with anything else it was not. WeCom itself
 * answers 200 with an errcode; who stands before it may say how long to wait (`retryAfter`, the header).
 */
export function statusError(
  status: number,
  path: string,
  effect: Effect,
  retryAfter: string | null = null,
): DeliveryError {
  const details = { status, path };
  if (status === 429) {
    const askedMs = readRetryAfter(retryAfter, new Date()) ?? RATE_WAIT_MS;
    const retryAfterMs = Math.min(askedMs, LONGEST_WAIT_MS);
    return new DeliveryError("retry", limited.message, { fault: "rate_limited", retryAfterMs, details });
  }
  if (status < 500) return new DeliveryError("rejected", `WeCom answered with HTTP ${status}`, { details });
  return new DeliveryError(unanswered(effect), `WeCom answered with HTTP ${status}`, { details });
}

/** The connection failed, or no complete answer came in time. */
export function transportError(error: unknown, path: string, effect: Effect): DeliveryError {
  const options = { details: { path }, cause: error };
  if (neverConnected(error)) return new DeliveryError("retry", "WeCom cannot be reached", options);
  return new DeliveryError(unanswered(effect), "no answer came from WeCom", options);
}

/** An answer came that is not WeCom's (a proxy's page, a cut body). */
export function strangeAnswerError(path: string, effect: Effect): DeliveryError {
  return new DeliveryError(unanswered(effect), "what came back is not WeCom's answer", { details: { path } });
}

const unanswered = (effect: Effect): DeliveryOutcome => (effect === "shows" ? "uncertain" : "retry");

/** Failures before the request could leave: name, route, refused connection, certificate. */
const connectCodes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

function neverConnected(error: unknown): boolean {
  // fetch throws a TypeError whose cause is the socket's error.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && "code" in cause && connectCodes.has(String(cause.code));
}
