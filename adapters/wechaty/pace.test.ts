import { expect, it } from "vitest";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import { createPace } from "./pace.ts";

function paceAt(startMs: number) {
  const time = { ms: startMs };
  return { time, pace: createPace({ now: () => new Date(time.ms) }, 2_000) };
}

it("lets one message go every two seconds and says how long the next has to wait", () => {
  const { time, pace } = paceAt(10_000);
  pace.take();
  time.ms += 1_999;
  expect(() => pace.take()).toThrow(DeliveryError);
  expect(() => pace.take()).toThrow(expect.objectContaining({ fault: "rate_limited", retryAfterMs: 1 }));
  time.ms += 1;
  pace.take();
});

it("counts the second half of a message without refusing it", () => {
  const { time, pace } = paceAt(10_000);
  pace.take();
  time.ms += 500;
  pace.takeLate();
  time.ms += 1_900;
  expect(() => pace.take()).toThrow(expect.objectContaining({ retryAfterMs: 100 }));
});

it("does not wait for hours after the clock was set back", () => {
  const { time, pace } = paceAt(10_000_000);
  pace.take();
  time.ms -= 3_600_000;
  pace.take();
});
