import { expect } from "vitest";
import { DeliveryError } from "../../../bot/ports/delivery-error.ts";
import type { AdapterHarness } from "../adapter-harness.ts";
import { type AdapterPromise, outbound } from "./promise.ts";

/** What the core may do after a send that failed. */
export function explainsFailures(promise: AdapterPromise): void {
  promise("waits after a refusal for rate", async (harness) => {
    harness.failNext({ kind: "rate_limited", retryAfterMs: 7_000 });
    expect(await failure(harness)).toMatchObject({ outcome: "retry", fault: "rate_limited" });
    expect(harness.shown()).toEqual([]);
  });

  promise("passes on how long the platform asks to wait", async (harness) => {
    harness.failNext({ kind: "rate_limited", retryAfterMs: 7_000 });
    expect((await failure(harness)).retryAfterMs).toBe(7_000);
  });

  // Whether a 500 proves that nothing happened differs by platform; that it is no refusal does not.
  promise("does not give up when the platform has an error of its own", async (harness) => {
    harness.failNext({ kind: "server_error" });
    expect(["retry", "uncertain"]).toContain((await failure(harness)).outcome);
  });

  promise("knows that nothing was sent when nobody answered the connection", async (harness) => {
    harness.failNext({ kind: "unreachable" });
    expect((await failure(harness)).outcome).toBe("retry");
    expect(harness.shown()).toEqual([]);
  });

  promise("does not claim to know what became of a message whose answer was lost", async (harness) => {
    harness.failNext({ kind: "lost_answer" });
    expect((await failure(harness)).outcome).toBe("uncertain");
    expect(harness.shown().map((message) => message.text)).toEqual(["hello"]);
  });

  promise("sends again after a lost answer as its capabilities say", async (harness) => {
    const firstAttemptAt = new Date().toISOString();
    harness.failNext({ kind: "lost_answer" });
    await failure(harness);
    await harness.adapter.send(outbound(harness, "hello", { attempt: 1, firstAttemptAt }));
    // Where it cannot be decided the second copy is the known price, which the core pays at most once.
    const copies = harness.adapter.capabilities.uncertainSend === "resend_once" ? ["hello", "hello"] : ["hello"];
    expect(harness.shown().map((message) => message.text)).toEqual(copies);
  });

  promise("says when a person cannot be written to any more", async (harness) => {
    harness.failNext({ kind: "recipient_gone" });
    expect(await failure(harness)).toMatchObject({ outcome: "rejected", fault: "recipient_gone" });
  });

  promise("says when its credentials are refused", async (harness) => {
    harness.failNext({ kind: "unauthorized" });
    const error = await failure(harness);
    expect(error.fault).toBe("channel_broken");
    expect(error.outcome).not.toBe("uncertain");
  });

  promise("keeps secrets and the customer's words out of its errors", async (harness) => {
    for (const kind of ["server_error", "lost_answer", "unreachable", "recipient_gone", "unauthorized"] as const) {
      harness.failNext({ kind });
      const error = await failure(harness, "my passport is X1234567");
      const logged = `${error.message} ${JSON.stringify(error.details)}`;
      expect(logged).not.toContain("X1234567");
      for (const secret of harness.secrets ?? []) expect(logged).not.toContain(secret);
    }
  });

  promise("works again after a failure", async (harness) => {
    harness.failNext({ kind: "server_error" });
    await failure(harness);
    const sent = await harness.adapter.send(outbound(harness, "back again", { attempt: 1 }));
    expect(sent.externalMessageId).not.toBeNull();
    expect(harness.shown().at(-1)?.text).toBe("back again");
  });
}

/** What a send fails with; fails the test when it succeeds or throws anything but a `DeliveryError`. */
async function failure(harness: AdapterHarness, text = "hello"): Promise<DeliveryError> {
  try {
    await harness.adapter.send(outbound(harness, text));
  } catch (error) {
    if (error instanceof DeliveryError) return error;
    throw error;
  }
  throw new Error("the send succeeded, although the platform was told to fail");
}
