import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { noteDeaf } from "../bot/intake/hearing/note-hearing.ts";
import { newId } from "../infra/ids.ts";
import { type OpenProduct, openProduct } from "../tests/support/open-product.ts";
import { beatOnce, newHearingMemory } from "./keep-hearing.ts";
import type { Product } from "./wire.ts";

let desk: OpenProduct;

beforeAll(async () => {
  desk = await openProduct();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.rows("UPDATE channels SET status = 'paused'");
});

type Status = "active" | "paused" | "error";

/** A channel of its own a test, with an adapter that listens or takes webhooks; nothing else beats for it. */
async function channelOf(kind: "listens" | "webhook") {
  const id = newId();
  await desk.product.db
    .system("channels")
    .insert({ id, org_id: desk.orgId, platform: "other", name: id, config: "{}", status: "paused" });
  const state = { status: "active" as Status, heard: new Map<string, boolean>() };
  const adapter = { capabilities: {}, ...(kind === "listens" ? { listen: async () => undefined } : {}) };
  const channels = {
    all: async () => [{ id, orgId: desk.orgId, platform: "other", name: id, status: state.status, adapter }],
  } as unknown as Product["channels"]; // as much of a directory as a beat looks at
  const memory = newHearingMemory();
  const { db, log } = desk.product;
  return {
    id,
    state,
    beat: (memoryNow = memory) =>
      beatOnce(
        { db, log, channels },
        { takesWebhooks: kind === "webhook", listening: { heard: () => state.heard } },
        memoryNow,
      ),
    silence: () =>
      desk.rows("UPDATE channel_beats SET heard_at = heard_at - interval '1 minute' WHERE channel_id = ?", [id]),
    gaps: () =>
      desk.rows<{ cause: string; catch_up: string }>(
        "SELECT cause, catch_up FROM channel_gaps WHERE channel_id = ? ORDER BY ended_at",
        [id],
      ),
  };
}

it("knows no gap before a channel was ever heard, nor between beats that come in time", async () => {
  const channel = await channelOf("webhook");
  await channel.beat();
  await channel.beat();
  expect(await channel.gaps()).toEqual([]);
});

it("says that the product was down when a process begins late, and nothing can tell what was missed", async () => {
  const channel = await channelOf("webhook");
  await channel.beat();
  await channel.silence();
  await channel.beat(newHearingMemory());
  await channel.beat();
  expect(await channel.gaps()).toEqual([{ cause: "process_down", catch_up: "lost" }]);
});

it("says that the database was away when beats could not be noted", async () => {
  const channel = await channelOf("webhook");
  const memory = newHearingMemory();
  await channel.beat(memory);
  await channel.silence();
  memory.isDatabaseAway = true;
  await channel.beat(memory);
  expect(memory.isDatabaseAway).toBe(false);
  expect(await channel.gaps()).toMatchObject([{ cause: "database_away" }]);
});

it.each([
  ["connection_closed", "active"],
  ["paused", "paused"],
  ["channel_error", "error"],
] as const)(
  "says %s of a socket that it saw go, whatever else comes before it is heard again",
  async (cause, status) => {
    const channel = await channelOf("listens");
    channel.state.heard.set(channel.id, true);
    await channel.beat();
    channel.state.heard.set(channel.id, false);
    channel.state.status = status;
    await channel.beat();
    await noteDeaf(desk.product.db, channel.id, "unknown");
    await channel.silence();
    expect(await channel.gaps()).toEqual([]);
    channel.state.status = "active";
    channel.state.heard.set(channel.id, true);
    await channel.beat(newHearingMemory());
    expect(await channel.gaps()).toMatchObject([{ cause }]);
  },
);

it("leaves a socket to the process that holds it", async () => {
  const channel = await channelOf("listens");
  await channel.beat();
  expect(await desk.rows("SELECT FROM channel_beats WHERE channel_id = ?", [channel.id])).toEqual([]);
});
