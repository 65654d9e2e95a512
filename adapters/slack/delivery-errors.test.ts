import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { describe, expect, it } from "vitest";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import { toDeliveryError, toReadError } from "./delivery-errors.ts";

const refused = (error: string, more = {}) => new WebAPIPlatformError({ ok: false, error, ...more });
const broken = (code: string) =>
  new WebAPIRequestError(new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) }));
const bothAddresses = new TypeError("fetch failed", {
  cause: new AggregateError([
    Object.assign(new Error("::1"), { code: "ECONNREFUSED" }),
    Object.assign(new Error("127.0.0.1"), { code: "ECONNREFUSED" }),
  ]),
});

describe("what an error of Slack means", () => {
  it.each<[string, unknown, string, string]>([
    ["429 with Retry-After", new WebAPIRateLimitedError(7), "retry", "rate_limited"],
    ["ratelimited in the body", refused("ratelimited"), "retry", "rate_limited"],
    ["a truncated request", refused("request_timeout"), "retry", "other"],
    ["an error after which some of it may have happened", refused("fatal_error"), "uncertain", "other"],
    ["internal_error", refused("internal_error"), "uncertain", "other"],
    ["a wrong token", refused("invalid_auth"), "rejected", "channel_broken"],
    ["a revoked token", refused("token_revoked"), "rejected", "channel_broken"],
    ["a removed app", refused("account_inactive"), "rejected", "channel_broken"],
    ["a missing scope", refused("missing_scope", { needed: "chat:write" }), "rejected", "channel_broken"],
    ["a closed conversation", refused("channel_not_found"), "rejected", "recipient_gone"],
    ["an archived channel", refused("is_archived"), "rejected", "recipient_gone"],
    ["a deactivated person", refused("user_disabled"), "rejected", "recipient_gone"],
    ["a channel without the bot", refused("not_in_channel"), "rejected", "other"],
    ["a thread that is gone", refused("thread_not_found"), "rejected", "thread_gone"],
    ["a thread that an administrator locked", refused("restricted_action_thread_locked"), "rejected", "thread_gone"],
    ["a text that is too long", refused("msg_too_long"), "rejected", "other"],
    ["blocks that are too long", refused("msg_blocks_too_long"), "rejected", "other"],
    ["a code we do not know", refused("brand_new_code"), "rejected", "other"],
    ["a code named like a property of objects", refused("constructor"), "rejected", "other"],
    ["a page where JSON was due", refused("<html>Bad gateway</html>"), "uncertain", "other"],
    ["HTTP 500", new WebAPIHTTPError(500, "Internal Server Error", {}, "oops"), "uncertain", "other"],
    ["HTTP 503", new WebAPIHTTPError(503, "Service Unavailable", {}, ""), "uncertain", "other"],
    ["HTTP 413", new WebAPIHTTPError(413, "Payload Too Large", {}, ""), "rejected", "other"],
    ["a refused connection", broken("ECONNREFUSED"), "retry", "other"],
    ["a refused connection on every address", new WebAPIRequestError(bothAddresses), "retry", "other"],
    ["a name that does not resolve", broken("ENOTFOUND"), "retry", "other"],
    ["a wrong certificate", broken("CERT_HAS_EXPIRED"), "retry", "other"],
    ["a connection cut before the answer", broken("UND_ERR_SOCKET"), "uncertain", "other"],
    ["a reset connection", broken("ECONNRESET"), "uncertain", "other"],
    ["our time limit", new WebAPIRequestError(new DOMException("timeout", "TimeoutError")), "uncertain", "other"],
    ["an answer cut in the middle", new TypeError("terminated"), "uncertain", "other"],
  ])("%s", (_name, error, outcome, fault) => {
    expect(toDeliveryError(error, "chat.postMessage")).toMatchObject({ outcome, fault });
  });

  it("passes Slack's wait on in milliseconds", () => {
    expect(toDeliveryError(new WebAPIRateLimitedError(7), "chat.postMessage").retryAfterMs).toBe(7000);
  });

  it("names the scope that is missing", () => {
    const error = toDeliveryError(refused("missing_scope", { needed: "files:write" }), "files.info");
    expect(error.details).toEqual({ call: "files.info", error: "missing_scope", needed: "files:write" });
  });

  it("keeps the text of an unexpected answer out of the error", () => {
    const error = toDeliveryError(refused("<html>my passport is X1</html>"), "chat.postMessage");
    expect(`${error.message} ${JSON.stringify(error.details)}`).not.toContain("X1");
  });

  it("leaves an error that is already judged alone", () => {
    const judged = new DeliveryError("rejected", "no");
    expect(toDeliveryError(judged, "chat.postMessage")).toBe(judged);
  });

  it("makes a call that only reads repeatable", () => {
    expect(toReadError(broken("ECONNRESET"), "users.info").outcome).toBe("retry");
    expect(toReadError(refused("user_not_found"), "users.info").outcome).toBe("rejected");
  });
});
