import { describe, expect, it } from "vitest";
import { DeliveryError } from "../ports/delivery-error.ts";
import { backoffMs } from "./backoff.ts";
import { planAfterFailure } from "./plan-after-failure.ts";

const now = new Date("2026-11-23T10:00:00Z");
const DAY_MS = 24 * 60 * 60_000;
/** First tried a moment ago. */
const just = { firstAttemptAt: now, now };
const inMs = (ms: number) => new Date(now.getTime() + ms);

describe("after a failed send", () => {
  it("gives up what the platform refuses", () => {
    const error = new DeliveryError("rejected", "blocked", { fault: "recipient_gone" });
    expect(planAfterFailure(error, { attempts: 1, uncertainSend: "safe", ...just })).toEqual({ kind: "failed" });
  });

  it("waits as long as the platform says, and the whole channel with it", () => {
    const error = new DeliveryError("retry", "slow down", { fault: "rate_limited", retryAfterMs: 7_000 });
    expect(planAfterFailure(error, { attempts: 99, uncertainSend: "safe", ...just })).toEqual({
      kind: "again",
      at: inMs(7_000),
      holdsChannel: true,
    });
  });

  it("backs off when the platform is down, and gives up in the end", () => {
    const error = new DeliveryError("retry", "500");
    expect(planAfterFailure(error, { attempts: 3, uncertainSend: "safe", ...just })).toMatchObject({ at: inMs(4_000) });
    const often = { attempts: 999, uncertainSend: "safe", now } as const;
    const at = inMs(300_000);
    expect(planAfterFailure(error, { ...often, firstAttemptAt: inMs(1 - DAY_MS) })).toMatchObject({ at });
    expect(planAfterFailure(error, { ...often, firstAttemptAt: inMs(-DAY_MS) })).toEqual({ kind: "failed" });
  });

  it("keeps what waits on a channel whose credentials are refused", () => {
    const error = new DeliveryError("rejected", "invalid_auth", { fault: "channel_broken" });
    expect(planAfterFailure(error, { attempts: 40, uncertainSend: "lookup", ...just })).toMatchObject({
      kind: "again",
    });
  });

  it("sends again after a lost answer where that cannot double the message", () => {
    const error = new DeliveryError("uncertain", "timeout");
    expect(planAfterFailure(error, { attempts: 5, uncertainSend: "safe", ...just })).toMatchObject({ kind: "again" });
    expect(planAfterFailure(error, { attempts: 5, uncertainSend: "lookup", ...just })).toMatchObject({ kind: "again" });
  });

  it("sends once more after a lost answer where nobody can tell, and then stops", () => {
    const error = new DeliveryError("uncertain", "timeout");
    expect(planAfterFailure(error, { attempts: 1, uncertainSend: "resend_once", ...just })).toMatchObject({
      kind: "again",
    });
    expect(planAfterFailure(error, { attempts: 2, wasUncertain: true, uncertainSend: "resend_once", ...just })).toEqual(
      {
        kind: "uncertain",
      },
    );
  });

  it("doubles the wait up to five minutes and scatters it by a fifth at most", () => {
    expect([1, 2, 3, 9, 10, 5_000].map((attempts) => backoffMs(attempts, 0))).toEqual([
      1_000, 2_000, 4_000, 256_000, 300_000, 300_000,
    ]);
    expect(backoffMs(1, 1)).toBe(1_200);
  });

  it("sends again after an uncertain attempt that was not the first, when the ones before it certainly failed", () => {
    const error = new DeliveryError("uncertain", "timeout");
    expect(planAfterFailure(error, { attempts: 3, uncertainSend: "resend_once", ...just })).toMatchObject({
      kind: "again",
    });
  });
});
