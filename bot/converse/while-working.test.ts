import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { silentLog } from "../../infra/log/log.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { DeliveryError } from "../ports/delivery-error.ts";
import { whileWorking } from "./while-working.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A channel whose platform shows what it is told, and what it was told when. */
function channelWith(showWorking?: (words: string | null) => Promise<void>) {
  const told: (string | null)[] = [];
  const adapter = {
    ...(showWorking
      ? {
          showWorking: async (_: unknown, words: string | null) => {
            told.push(words);
            await showWorking(words);
          },
        }
      : {}),
  };
  // Nothing else of an adapter is looked at.
  return { told, channel: { id: "1", adapter } as unknown as LiveChannel };
}

const about = { target: { chatId: "7" }, language: "en" as const, log: silentLog };
const taking = (ms: number, end: () => string) => () =>
  new Promise<string>((resolve, reject) =>
    setTimeout(() => {
      try {
        resolve(end());
      } catch (error) {
        reject(error);
      }
    }, ms),
  );

async function run(ms: number, show?: (words: string | null) => Promise<void>, end = () => "answer") {
  const { told, channel } = channelWith(show);
  const ending = whileWorking(channel, about, taking(ms, end)).catch((error: Error) => error.message);
  await vi.advanceTimersByTimeAsync(ms + 1_000);
  return { told, result: await ending };
}

const WRITING = "is writing…";

it("says nothing of what is done soon", async () => {
  expect(await run(1_400, async () => undefined)).toEqual({ told: [], result: "answer" });
});

it("is shown once, taken away at the end, and shown again while it takes longer", async () => {
  expect(await run(2_000, async () => undefined)).toEqual({ told: [WRITING, null], result: "answer" });
  expect((await run(9_000, async () => undefined)).told).toEqual([WRITING, WRITING, null]);
});

it("is taken away when the work fails, which goes on to whoever asked", async () => {
  const fails = () => {
    throw new Error("no model");
  };
  expect(await run(2_000, async () => undefined, fails)).toEqual({ told: [WRITING, null], result: "no model" });
});

it("holds nobody up where the platform refuses or does not answer", async () => {
  const refuses = async () => {
    throw new DeliveryError("rejected", "no");
  };
  expect((await run(9_000, refuses)).result).toBe("answer");
  expect((await run(9_000, refuses)).told).toEqual([WRITING, null]);
  expect((await run(2_000, () => new Promise(() => undefined))).result).toBe("answer");
});

it("ends by itself where the work never does", async () => {
  const { told, channel } = channelWith(async () => undefined);
  void whileWorking(channel, about, () => new Promise(() => undefined));
  await vi.advanceTimersByTimeAsync(120_000);
  expect(told.length).toBeLessThanOrEqual(9);
});

it("is nothing where a platform has no such thing", async () => {
  expect(await run(5_000)).toEqual({ told: [], result: "answer" });
});
