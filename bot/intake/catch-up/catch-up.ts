import { z } from "zod";
import type { Database } from "../../../infra/db/connect.ts";
import type { Log } from "../../../infra/log/log.ts";
import { enqueueJob } from "../../../infra/queue/enqueue.ts";
import type { ChannelDirectory, LiveChannel } from "../../channels/channel-directory.ts";
import type { Receipt } from "../../ports/adapter.ts";
import type { CatchUp, MissedPlace } from "../../ports/catch-up.ts";
import { DeliveryError } from "../../ports/delivery-error.ts";
import type { Intake } from "../accept-receipts.ts";
import { countRead, type PlaceRead, placeName, wasRead } from "./count-places.ts";
import { type GapRow, readRunningGap } from "./gap-row.ts";
import { knownPlaces } from "./known-places.ts";

const Place = z.object({ chatId: z.string(), threadId: z.string().optional(), cursor: z.string().optional() });

export const CatchUpJob = z.object({
  gapId: z.uuid(),
  /** Absent: find out where to look. */
  place: Place.optional(),
  tries: z.number().int().min(0).default(0),
});
export type CatchUpJob = z.infer<typeof CatchUpJob>;

export interface CatchUpDeps {
  db: Database;
  channels: ChannelDirectory;
  intake: Intake;
  log: Log;
}

/** Platforms allow some fifty such calls a minute (Slack, tier 3); the rest is for what the desk itself has to read. */
const EVERY_MS = 1_500;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 300_000;
/** With the pauses between them most of a day. */
const MAX_TRIES = 200;

/**
 * One step of reading back what was said in a gap: a few calls of the platform, then the next job. What it brings goes
 * through the same inbox as everything, so what came otherwise as well is there once. Nothing waits inside a job: a
 * platform that wants a pause gets one, and the worker's places stay with what arrives now.
 */
export async function catchUpStep(deps: CatchUpDeps, job: CatchUpJob): Promise<void> {
  const gap = await readRunningGap(deps.db, job.gapId);
  const channel = gap && (await deps.channels.byId(gap.channelId));
  const catchUp = channel?.adapter.catchUp;
  if (!gap || !channel || !catchUp) return;
  const place = job.place && toPlace(job.place);
  if (await wasRead(deps.db, gap.id, place)) return;
  try {
    if (place) await readPlace(deps, { catchUp, gap, place });
    else await begin(deps, { channel, catchUp, gap });
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    await after(deps, gap, job, error);
  }
}

async function begin(
  { db, log }: CatchUpDeps,
  { channel, catchUp, gap }: { channel: LiveChannel; catchUp: CatchUp; gap: GapRow },
): Promise<void> {
  const known = await knownPlaces(db, channel, gap.startedAt);
  const { places, unfound } = await catchUp.places(known, windowOf(gap));
  if (unfound) log.warn("catch_up.places_not_listed", { channel: gap.channelId, code: unfound.code });
  await goOn(db, gap, undefined, { places, recovered: 0, known: 0, ...(unfound ? { error: unfound.message } : {}) });
}

async function readPlace(
  { db, intake }: CatchUpDeps,
  { catchUp, gap, place }: { catchUp: CatchUp; gap: GapRow; place: MissedPlace },
): Promise<void> {
  const { receipts, places } = await catchUp.read(place, windowOf(gap));
  const known = await countKnown(db, gap.channelId, receipts);
  await intake.accept({ channelId: gap.channelId, orgId: gap.orgId }, receipts);
  await goOn(db, gap, place, { places, recovered: receipts.length - known, known });
}

async function goOn(db: Database, gap: GapRow, place: MissedPlace | undefined, read: PlaceRead): Promise<void> {
  await db.system.transaction(async (trx) => {
    const added = await countRead(trx, gap, place, read);
    const wait = place ? 1 : 0;
    for (const [index, next] of added.entries()) await enqueueJob(trx, jobFor(gap, next, (index + wait) * EVERY_MS));
  });
}

/** Again when the platform says so or may be better; a place that it refuses is counted and left. */
async function after({ db, log }: CatchUpDeps, gap: GapRow, job: CatchUpJob, error: DeliveryError): Promise<void> {
  const pauseMs = error.retryAfterMs ?? Math.min(FIRST_PAUSE_MS * 2 ** job.tries, LONGEST_PAUSE_MS);
  const isLast = job.tries + 1 >= MAX_TRIES;
  await db.system.transaction(async (trx) => {
    if (error.outcome !== "rejected" && !isLast) {
      await enqueueJob(trx, {
        ...jobFor(gap, job.place && toPlace(job.place), pauseMs),
        payload: { ...job, tries: job.tries + 1 },
      });
      return;
    }
    log.warn("catch_up.place_not_read", { channel: gap.channelId, code: error.code });
    const place = job.place && toPlace(job.place);
    await countRead(trx, gap, place, { places: [], recovered: 0, known: 0, error: error.message });
  });
}

function jobFor(gap: GapRow, place: MissedPlace | undefined, inMs: number) {
  const name = placeName(place);
  const payload = { gapId: gap.id, ...(place ? { place } : {}) };
  return { task: "catch_up", payload, key: `catch_up:${gap.id}${name ? `:${name}` : ""}`, inMs };
}

function toPlace({ chatId, threadId, cursor }: z.infer<typeof Place>): MissedPlace {
  return { chatId, ...(threadId ? { threadId } : {}), ...(cursor ? { cursor } : {}) };
}

function windowOf({ startedAt, endedAt }: GapRow): { from: string; to: string } {
  return { from: startedAt.toISOString(), to: endedAt.toISOString() };
}

async function countKnown(db: Database, channelId: string, receipts: readonly Receipt[]): Promise<number> {
  if (receipts.length === 0) return 0;
  const { rows } = await db.system.raw(
    "SELECT count(*)::int AS known FROM inbound_receipts WHERE channel_id = ? AND external_id = ANY (?)",
    [channelId, receipts.map(({ externalId }) => externalId)],
  );
  return rows[0].known;
}
