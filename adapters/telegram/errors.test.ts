import { GrammyError, HttpError } from "grammy";
import { describe, expect, it } from "vitest";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import { toDeliveryError, toRepeatableError } from "./errors.ts";

const refused = (error_code: number, description: string, parameters = {}) =>
  new GrammyError("Call to 'sendMessage' failed!", { ok: false, error_code, description, parameters }, "sendMessage", {
    chat_id: 5,
    text: "my passport is X1234567",
  });

/** As node-fetch, which grammY uses, throws it. */
const unanswered = (code?: string) =>
  new HttpError(
    "Network request for 'sendMessage' failed!",
    Object.assign(
      new Error("request to https://api.telegram.org/bot123:SECRET/sendMessage failed"),
      code === undefined ? {} : { code },
    ),
  );

describe("what Telegram answers, as the core understands it", () => {
  it.each([
    [403, "Forbidden: bot was blocked by the user", "rejected", "recipient_gone"],
    [403, "Forbidden: user is deactivated", "rejected", "recipient_gone"],
    [403, "Forbidden: bot can't initiate conversation with a user", "rejected", "recipient_gone"],
    [403, "Forbidden: bot was kicked from the supergroup chat", "rejected", "recipient_gone"],
    [403, "Forbidden: not enough rights to send text messages to the chat", "rejected", "channel_broken"],
    [400, "Bad Request: chat not found", "rejected", "recipient_gone"],
    [400, "Bad Request: PEER_ID_INVALID", "rejected", "recipient_gone"],
    [400, "Bad Request: message thread not found", "rejected", "thread_gone"],
    [400, "Bad Request: TOPIC_CLOSED", "rejected", "thread_closed"],
    [400, "Bad Request: TOPIC_DELETED", "rejected", "thread_gone"],
    [400, "Bad Request: not enough rights to send text messages to the chat", "rejected", "channel_broken"],
    [400, "Bad Request: message is too long", "rejected", "other"],
    [400, "Bad Request: message text is empty", "rejected", "other"],
    [400, "Bad Request: BUTTON_DATA_INVALID", "rejected", "other"],
    [400, "Bad Request: wrong file_id or the file is temporarily unavailable", "retry", "other"],
    [401, "Unauthorized", "rejected", "channel_broken"],
    [404, "Not Found", "rejected", "channel_broken"],
    [409, "Conflict: terminated by other getUpdates request", "retry", "other"],
    [413, "Request Entity Too Large", "rejected", "other"],
    [500, "Internal Server Error", "retry", "other"],
    [502, "Bad Gateway", "retry", "other"],
    [504, "Gateway Timeout", "retry", "other"],
  ])("%i %s is %s (%s)", (code, description, outcome, fault) => {
    expect(toDeliveryError(refused(code, description))).toMatchObject({ outcome, fault });
  });

  it("waits as long as 429 says", () => {
    const error = refused(429, "Too Many Requests: retry after 17", { retry_after: 17 });
    expect(toDeliveryError(error)).toMatchObject({ outcome: "retry", fault: "rate_limited", retryAfterMs: 17_000 });
  });

  it("says which chat a group has become", () => {
    const description = "Bad Request: group chat was upgraded to a supergroup chat";
    const error = toDeliveryError(refused(400, description, { migrate_to_chat_id: -1001000000777 }));
    expect(error).toMatchObject({ outcome: "rejected", fault: "chat_moved", details: { newChatId: "-1001000000777" } });
    expect(error.message).toContain("-1001000000777");
  });

  it.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "CERT_HAS_EXPIRED"])(
    "%s: nothing was sent",
    (code) => {
      expect(toDeliveryError(unanswered(code)).outcome).toBe("retry");
    },
  );

  it.each(["ECONNRESET", "EPIPE", "ETIMEDOUT", undefined])("%s: it may have been sent", (code) => {
    expect(toDeliveryError(unanswered(code)).outcome).toBe("uncertain");
  });

  it("is never uncertain of what can be repeated", () => {
    expect(toRepeatableError(unanswered("ECONNRESET")).outcome).toBe("retry");
  });

  it("keeps the token, the customer's words and what Telegram quotes of them out of itself", () => {
    const quoted = refused(
      400,
      "Bad Request: inline keyboard button URL 'X1234567 \"SECRET\"' is invalid: Wrong HTTP URL",
    );
    for (const thrown of [refused(400, "Bad Request: message is too long"), quoted, unanswered("ECONNRESET")]) {
      const error = toDeliveryError(thrown);
      expect(error.cause).toBeUndefined();
      const logged = `${error.stack} ${JSON.stringify(error)}`;
      expect(logged).not.toContain("X1234567");
      expect(logged).not.toContain("SECRET");
    }
  });

  it("leaves what is no error of Telegram alone", () => {
    const bug = new TypeError("x is not a function");
    expect(() => toDeliveryError(bug)).toThrow(bug);
    const known = new DeliveryError("rejected", "known");
    expect(toDeliveryError(known)).toBe(known);
  });
});
