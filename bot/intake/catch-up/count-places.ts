import type { Knex } from "knex";
import type { Database } from "../../../infra/db/connect.ts";
import type { MissedPlace } from "../../ports/catch-up.ts";
import type { GapRow } from "./gap-row.ts";

/** What reading one place came to. */
export interface PlaceRead {
  /** Places that are to be read besides. */
  places: readonly MissedPlace[];
  recovered: number;
  known: number;
  /** Why it, or a part of it, could not be read. */
  error?: string;
}

/** Of a gap, each has another; empty for the look at where there is something to read. */
export function placeName(place: MissedPlace | undefined): string {
  return place ? [place.chatId, place.threadId ?? "", place.cursor ?? ""].join(":") : "";
}

/** True where a place was read and counted: a job may run again, since the queue notes only afterwards that it is done. */
export async function wasRead(db: Database, gapId: string, place: MissedPlace | undefined): Promise<boolean> {
  const { rows } = await db.system.raw(
    "SELECT FROM catch_up_places WHERE gap_id = ? AND place = ? AND read_at IS NOT NULL",
    [gapId, placeName(place)],
  );
  return rows.length > 0;
}

/**
 * Counts a place that was read, once however often its job runs; the last one ends the catching up. Gives the places that
 * it led to and nobody knew of.
 */
export async function countRead(
  trx: Knex.Transaction,
  gap: GapRow,
  place: MissedPlace | undefined,
  read: PlaceRead,
): Promise<MissedPlace[]> {
  // Whoever counts for the gap waits here: what follows is one after the other.
  const { rows } = await trx.raw("SELECT FROM channel_gaps WHERE id = ? AND catch_up = 'running' FOR UPDATE", [gap.id]);
  if (rows.length === 0 || !(await markRead(trx, gap, placeName(place)))) return [];
  const added = await addPlaces(trx, gap, read.places);
  const left = await countLeft(trx, gap.id, { ...read, change: added.length - (place ? 1 : 0) });
  if (left === 0) await trx.raw("DELETE FROM catch_up_places WHERE gap_id = ?", [gap.id]);
  return added;
}

/** False where it is marked already. */
async function markRead(trx: Knex.Transaction, { id, orgId }: GapRow, name: string): Promise<boolean> {
  const { rows } = await trx.raw(
    `INSERT INTO catch_up_places AS p (gap_id, place, org_id, read_at) VALUES (?, ?, ?, clock_timestamp())
     ON CONFLICT (gap_id, place) DO UPDATE SET read_at = excluded.read_at WHERE p.read_at IS NULL RETURNING place`,
    [id, name, orgId],
  );
  return rows.length === 1;
}

async function addPlaces(
  trx: Knex.Transaction,
  { id, orgId }: GapRow,
  places: readonly MissedPlace[],
): Promise<MissedPlace[]> {
  const byName = new Map(places.map((place) => [placeName(place), place]));
  const { rows } = await trx.raw(
    `INSERT INTO catch_up_places (gap_id, place, org_id) SELECT ?, name, ? FROM unnest(?::text[]) AS name
     ON CONFLICT (gap_id, place) DO NOTHING RETURNING place`,
    [id, orgId, [...byName.keys()]],
  );
  const added = new Set(rows.map((row: { place: string }) => row.place));
  return [...byName].flatMap(([name, place]) => (added.has(name) ? [place] : []));
}

/** How many places are left. */
async function countLeft(
  trx: Knex.Transaction,
  gapId: string,
  { change, recovered, known, error }: Omit<PlaceRead, "places"> & { change: number },
): Promise<number> {
  const { rows } = await trx.raw(
    `UPDATE channel_gaps SET places_left = places_left + :change::int, recovered = recovered + :recovered::int,
       known = known + :known::int, error = coalesce(:error, error),
       places_failed = places_failed + CASE WHEN :error::text IS NULL THEN 0 ELSE 1 END,
       catch_up = CASE WHEN places_left + :change::int = 0 THEN 'done' ELSE catch_up END,
       caught_up_at = CASE WHEN places_left + :change::int = 0 THEN clock_timestamp() END
     WHERE id = :gapId RETURNING places_left AS "left"`,
    { gapId, change, recovered, known, error: error?.slice(0, 300) ?? null } as unknown as Record<string, Knex.Value>,
  );
  return rows[0].left;
}
