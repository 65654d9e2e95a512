import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { newId } from "../../../infra/ids.ts";
import { createLog } from "../../../infra/log/log.ts";
import { plantTalk } from "../../../tests/support/planted-talk.ts";
import { ago, openVerifyDesk, type VerifyDesk } from "../../../tests/support/verify-desk.ts";
import type { ChannelDirectory, LiveChannel } from "../../channels/channel-directory.ts";
import type { CatchUp } from "../../ports/catch-up.ts";
import { DeliveryError } from "../../ports/delivery-error.ts";
import { type CatchUpDeps, CatchUpJob, catchUpStep } from "./catch-up.ts";

let desk: VerifyDesk;
let deps: CatchUpDeps;
let gapId: string;
let reads: string[];
let catchUp: CatchUp;

/** Three people wrote; below what the first of them wrote there is a thread. */
const platform: CatchUp = {
  places: async () => ({ places: ["ann", "ben", "cat"].map((chatId) => ({ chatId })) }),
  read: async ({ chatId, threadId }) => {
    reads.push(threadId ?? chatId);
    return { receipts: [], places: chatId === "ann" && !threadId ? [{ chatId, threadId: "1.0" }] : [] };
  },
};

beforeAll(async () => {
  desk = await openVerifyDesk();
});
afterAll(() => desk.close());

beforeEach(async () => {
  const { orgId, channelId } = await plantTalk(desk.owner);
  catchUp = { ...platform };
  const adapter = { catchUp };
  const channel = { id: channelId, orgId, settings: {}, teamPlaces: [], groups: new Set(), adapter };
  // Of a channel catching up uses no more than this.
  const channels = { byId: async () => channel as unknown as LiveChannel } as unknown as ChannelDirectory;
  const intake = { accept: async () => undefined, acceptWithCursor: async () => undefined };
  deps = { db: desk.db, channels, intake, log: createLog("silent") };
  gapId = newId();
  reads = [];
  const gap = { id: gapId, org_id: orgId, channel_id: channelId, cause: "process_down", catch_up: "running" };
  await desk.owner("channel_gaps").insert({ ...gap, started_at: ago(20), ended_at: ago(10) });
});

/** The jobs that wait, in the order in which they were added. */
async function jobs(): Promise<CatchUpJob[]> {
  const { rows } = await desk.owner.raw(
    "SELECT payload FROM graphile_worker._private_jobs WHERE key LIKE ? ORDER BY id",
    [`catch_up:${gapId}%`],
  );
  return rows.map((row: { payload: unknown }) => CatchUpJob.parse(row.payload));
}

const step = (job: CatchUpJob) => catchUpStep(deps, job);
const gap = () => desk.owner("channel_gaps").where({ id: gapId }).first("catch_up", "places_left");

it("counts a place once though its job runs again, and ends when the last was read", async () => {
  const begin = { gapId, tries: 0 };
  await step(begin);
  await step(begin);
  expect(await gap()).toEqual({ catch_up: "running", places_left: 3 });
  const [ann, ben, cat] = await jobs();
  if (!ann || !ben || !cat) throw new Error("three places were found");
  await step(ann);
  await step(ann);
  expect(await gap()).toEqual({ catch_up: "running", places_left: 3 });
  const thread = (await jobs()).find(({ place }) => place?.threadId);
  if (!thread) throw new Error("the thread is a place of its own");
  for (const job of [ben, ben, cat]) await step(job);
  expect(await gap()).toEqual({ catch_up: "running", places_left: 1 });
  await step(thread);
  expect(await gap()).toEqual({ catch_up: "done", places_left: 0 });
  // What was read already is not asked for again.
  expect(reads).toEqual(["ann", "ben", "cat", "1.0"]);
});

it("reads what is known where the platform does not say where else somebody may have written, and says why", async () => {
  const unfound = new DeliveryError("rejected", "missing_scope");
  catchUp.places = async () => ({ places: [{ chatId: "ben" }], unfound });
  await step({ gapId, tries: 0 });
  for (const job of await jobs()) await step(job);
  expect(reads).toEqual(["ben"]);
  const [row] = await desk.owner("channel_gaps").where({ id: gapId }).select("catch_up", "places_failed", "error");
  expect(row).toEqual({ catch_up: "done", places_failed: 1, error: "missing_scope" });
});
