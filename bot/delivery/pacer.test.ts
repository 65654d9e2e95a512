import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { findRedis, type TestRedis } from "../../tests/support/redis.ts";
import { createPacer, type PaceRequest, type Pacer, readBurst } from "./pacer.ts";

let server: TestRedis | null = null;
let redis: Redis | null = null;

beforeAll(async () => {
  server = await findRedis();
  redis = server ? new Redis(server.url) : null;
});
afterAll(async () => {
  redis?.disconnect();
  await server?.close();
});

it("goes on, and keeps the rates by itself, while its Redis is away", async () => {
  const nowhere = new Redis("redis://127.0.0.1:1", { maxRetriesPerRequest: 0, enableOfflineQueue: false });
  nowhere.on("error", () => undefined);
  try {
    const pacer = createPacer({ redis: nowhere });
    const request = newChat();
    expect(await waits(pacer, request, 3)).toEqual([0, 0, 0]);
    expect(await pacer.waitMs(request)).toBeGreaterThan(0);
    expect(await pacer.isTight({ ...newChat(), burst: { perChat: 5, perChannel: null } })).toBe(false);
  } finally {
    nowhere.disconnect();
  }
});

describe.each([
  ["in this process", () => createPacer()],
  ["shared through Redis", () => (redis ? createPacer({ redis }) : null)],
] as [string, () => Pacer | null][])("pacing %s", (_, open) => {
  const pacing = (title: string, test: (pacer: Pacer) => Promise<void>) =>
    it(title, async (context) => {
      const pacer = open();
      if (!pacer) context.skip("no Redis: set REDIS_URL or install redis-server");
      else await test(pacer);
    });

  pacing("lets a chat be answered in a burst, and then makes it wait", async (pacer) => {
    const request = newChat();
    expect(await waits(pacer, request, 3)).toEqual([0, 0, 0]);
    expect(await pacer.waitMs(request)).toBeGreaterThan(0);
  });

  pacing("paces each chat by itself", async (pacer) => {
    await waits(pacer, newChat(), 4);
    expect(await pacer.waitMs(newChat())).toBe(0);
  });

  pacing("bounds a channel's burst where the organisation says so", async (pacer) => {
    const channelId = newId();
    const chat = () => ({ ...newChat(), channelId, burst: { perChat: 3, perChannel: 2 } });
    expect(await pacer.waitMs(chat())).toBe(0);
    expect(await pacer.waitMs(chat())).toBe(0);
    expect(await pacer.waitMs(chat())).toBeGreaterThan(0);
  });

  pacing("keeps the platform's rate for mirrors, and for everything after a refusal", async (pacer) => {
    for (const slow of [{ lane: "mirror" as const }, { isSlow: true }]) {
      const request = { ...newChat(), ...slow };
      expect(await pacer.waitMs(request)).toBe(0);
      const wait = await pacer.waitMs(request);
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(60_000);
    }
  });

  pacing("counts groups by the group's rate", async (pacer) => {
    const group = {
      ...newChat(),
      lane: "staff" as const,
      isSlow: true,
      isGroup: true,
      rates: { perGroup: { messages: 2, perMs: 60_000 } },
    };
    expect(await waits(pacer, group, 2)).toEqual([0, 0]);
    expect(await pacer.waitMs(group)).toBeGreaterThan(0);
    expect(await waits(pacer, { ...group, isGroup: false }, 3)).toEqual([0, 0, 0]);
  });

  pacing("lets no customer wait for a mirror, whatever mirrors used of the channel", async (pacer) => {
    const rates = { perGroup: { messages: 1_000, perMs: 60_000 }, perChannel: { messages: 4, perMs: 60_000 } };
    const channelId = newId();
    const mirror = (): PaceRequest => ({ ...newChat(), channelId, rates, lane: "mirror", isGroup: true });
    expect(await waits(pacer, mirror(), 2)).toEqual([0, 0]);
    expect(await pacer.waitMs(mirror())).toBeGreaterThan(0);
    for (const isSlow of [false, true]) {
      expect(await pacer.waitMs({ ...newChat(), channelId, rates, isSlow })).toBe(0);
    }
  });

  pacing("lets campaigns leave the last of their half of a channel to mirrors", async (pacer) => {
    const rates = { perGroup: { messages: 1_000, perMs: 60_000 }, perChannel: { messages: 8, perMs: 60_000 } };
    const channelId = newId();
    const campaign = (): PaceRequest => ({ ...newChat(), channelId, rates, lane: "campaign" });
    const mirror = (): PaceRequest => ({ ...newChat(), channelId, rates, lane: "mirror", isGroup: true });
    for (let text = 0; text < 3; text++) expect(await pacer.waitMs(campaign())).toBe(0);
    expect(await pacer.waitMs(campaign())).toBeGreaterThan(0);
    expect(await pacer.waitMs(mirror())).toBe(0);
  });

  pacing("lets mirrors wait while customers use half of the channel", async (pacer) => {
    const rates = { perGroup: { messages: 1_000, perMs: 60_000 }, perChannel: { messages: 4, perMs: 60_000 } };
    const channelId = newId();
    for (let customer = 0; customer < 3; customer++) await pacer.waitMs({ ...newChat(), channelId, rates });
    expect(await pacer.waitMs({ ...newChat(), channelId, rates, lane: "mirror", isGroup: true })).toBeGreaterThan(0);
  });

  pacing(
    "gives a place's minute out evenly, leaves the last of it to what people wait for, and says when little is left",
    async (pacer) => {
      const place: PaceRequest = { ...newChat(), isGroup: true, rates: { perGroup: { messages: 20, perMs: 60_000 } } };
      const mirror: PaceRequest = { ...place, lane: "mirror" };
      expect(await pacer.isTight(mirror)).toBe(false);
      // A quarter of the minute's twenty in a third of it; one of these five is kept back.
      expect(await waits(pacer, mirror, 3)).toEqual([0, 0, 0]);
      expect(await pacer.isTight(mirror)).toBe(true);
      expect(await pacer.waitMs(mirror)).toBe(0);
      const wait = await pacer.waitMs(mirror);
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(20_000);
      expect(await pacer.waitMs({ ...place, lane: "staff" })).toBe(0);
    },
  );

  pacing("counts everything where surplus is lost", async (pacer) => {
    const rates = { perChat: { messages: 20, perMs: 60_000 }, dropsSurplus: true };
    const request: PaceRequest = { ...newChat(), rates, lane: "staff" };
    expect(await waits(pacer, request, 5)).toEqual([0, 0, 0, 0, 0]);
    expect(await pacer.waitMs(request)).toBeGreaterThan(0);
  });
});

it("reads bursts from the settings, and takes the defaults where they do not fit", () => {
  expect(readBurst(5, 100)).toEqual({ perChat: 5, perChannel: 100 });
  expect(readBurst(null, undefined)).toEqual({ perChat: 20, perChannel: null });
  expect(readBurst("many", -1)).toEqual({ perChat: 20, perChannel: null });
});

function newChat(): PaceRequest {
  return {
    channelId: newId(),
    chats: [newId()],
    rates: { perChat: { messages: 1, perMs: 60_000 } },
    burst: { perChat: 3, perChannel: null },
    lane: "customer",
    isGroup: false,
    isSlow: false,
  };
}

async function waits(pacer: Pacer, request: PaceRequest, times: number): Promise<number[]> {
  const found: number[] = [];
  for (let turn = 0; turn < times; turn++) found.push(await pacer.waitMs(request));
  return found;
}
