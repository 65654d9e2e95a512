import { describe, expect, it } from "vitest";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import { describeError, isMessageLost, missingPackage, NoAnswerError, toDeliveryError, within } from "./errors.ts";

const withCode = (code: number | string) => Object.assign(new Error("say 'my passport is X1' failed"), { code });

describe("what a failed send means", () => {
  it.each([
    ["INVALID_ARGUMENT", 3, { outcome: "rejected", fault: "other" }],
    ["NOT_FOUND", 5, { outcome: "rejected", fault: "recipient_gone" }],
    ["PERMISSION_DENIED", 7, { outcome: "rejected", fault: "channel_broken" }],
    ["RESOURCE_EXHAUSTED", 8, { outcome: "retry", fault: "rate_limited", retryAfterMs: 60_000 }],
    ["UNIMPLEMENTED", 12, { outcome: "rejected", fault: "other" }],
    ["UNAUTHENTICATED", 16, { outcome: "rejected", fault: "channel_broken" }],
    ["UNKNOWN, any exception behind the service", 2, { outcome: "uncertain", fault: "other" }],
    ["DEADLINE_EXCEEDED", 4, { outcome: "uncertain", fault: "other" }],
    ["INTERNAL", 13, { outcome: "uncertain", fault: "other" }],
    ["UNAVAILABLE, which may come after the request left", 14, { outcome: "uncertain", fault: "other" }],
    ["a refused connection", "ECONNREFUSED", { outcome: "retry", fault: "other" }],
    ["an unknown host", "ENOTFOUND", { outcome: "retry", fault: "other" }],
    ["a connection that broke", "ECONNRESET", { outcome: "uncertain", fault: "other" }],
  ])("%s", (_what, code, expected) => {
    expect(toDeliveryError(withCode(code))).toMatchObject({ ...expected, details: { error: "Error", code } });
  });

  it.each([
    ["a puppet's own exception", new Error("send failed")],
    ["no answer in time", new NoAnswerError("no answer within 30000 ms")],
    ["something that is no error", "boom"],
  ])("cannot be known after %s", (_what, error) => {
    expect(toDeliveryError(error)).toMatchObject({ outcome: "uncertain", fault: "other" });
  });

  it("is left as it is when it was decided before", () => {
    const decided = new DeliveryError("rejected", "no");
    expect(toDeliveryError(decided)).toBe(decided);
  });

  it("never carries a puppet's words, which may be the customer's", () => {
    const { message, details, cause } = toDeliveryError(withCode(13));
    expect(`${message} ${JSON.stringify(details)} ${String(cause)}`).not.toContain("X1");
    expect(describeError(withCode(13))).toEqual({ error: "Error", code: 13 });
  });
});

describe("signs in an error", () => {
  it("tells a message that could not be loaded from every other failure", () => {
    expect(isMessageLost(new Error("message not found for id: 42"))).toBe(true);
    expect(isMessageLost(new Error("no contact found for id: 42"))).toBe(false);
    expect(isMessageLost("message not found for id: 42")).toBe(false);
  });

  it("names the package that an import did not find", () => {
    const missing = Object.assign(new Error("Cannot find package 'wechaty' imported from /srv/x.ts"), {
      code: "ERR_MODULE_NOT_FOUND",
    });
    expect(missingPackage(missing)).toBe("wechaty");
    expect(missingPackage(Object.assign(new Error("no"), { code: "ERR_MODULE_NOT_FOUND" }))).toBe("");
    expect(missingPackage(new SyntaxError("Unexpected token"))).toBeUndefined();
  });
});

describe("a bounded call", () => {
  it("gives what it gives in time", async () => {
    expect(await within(1_000, Promise.resolve(7))).toBe(7);
    await expect(within(1_000, Promise.reject(new Error("no")))).rejects.toThrow("no");
  });

  it("ends when nobody answers, and a later failure is nobody's problem", async () => {
    let fail = (_error: Error): void => undefined;
    const hanging = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    await expect(within(1, hanging)).rejects.toThrow(NoAnswerError);
    fail(new Error("too late"));
  });
});
