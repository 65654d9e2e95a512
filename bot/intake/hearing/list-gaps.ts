import type { Knex } from "knex";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { CatchUpState, GapCause } from "./gap.ts";
import { DEAF_AFTER_SECONDS } from "./note-hearing.ts";

/** A time in which a channel was not heard, as people are told of it. */
export interface ListedGap {
  id: string | null;
  channelId: string;
  platform: string;
  channelName: string;
  startedAt: Date;
  /** Null while it is not heard. */
  endedAt: Date | null;
  cause: GapCause | null;
  catchUp: CatchUpState | null;
  /** What reading back brought, and what of it was here already. */
  recovered: number;
  known: number;
  placesLeft: number;
  placesFailed: number;
  error: string | null;
  /** Messages of customers, written in that time, that are on record now, whichever way they came. */
  onRecord: number;
}

/** So many at once. */
export const MOST_GAPS = 500;

const GAP_COLUMNS = `g.id, g.channel_id AS "channelId", c.platform, c.name AS "channelName", g.started_at AS "startedAt",
  g.ended_at AS "endedAt", g.cause, g.catch_up AS "catchUp", g.recovered, g.known, g.places_left AS "placesLeft",
  g.places_failed AS "placesFailed", g.error,
  (SELECT count(*)::int FROM messages m JOIN conversations v ON v.id = m.conversation_id
   WHERE m.org_id = g.org_id AND m.sent_at >= g.started_at AND m.sent_at < g.ended_at AND m.direction = 'inbound'
     AND v.channel_id = g.channel_id) AS "onRecord"`;

/** The organisation's gaps that ended since, the newest first. */
export async function listGaps({ trx, orgId }: OrgScope, since: Date | null, atMost = MOST_GAPS): Promise<ListedGap[]> {
  const { rows } = await trx.raw(
    `SELECT ${GAP_COLUMNS} FROM channel_gaps g JOIN channels c ON c.id = g.channel_id
     WHERE g.org_id = :orgId AND (:since::timestamptz IS NULL OR g.ended_at >= :since::timestamptz)
     ORDER BY g.ended_at DESC, g.id LIMIT :atMost`,
    { orgId, since, atMost } as unknown as Record<string, Knex.Value>, // knex's type leaves out null, its code does not
  );
  return rows;
}

/** The channels that are not heard at this moment, paused ones among them. */
export async function listDeaf({ trx, orgId }: OrgScope): Promise<ListedGap[]> {
  const { rows } = await trx.raw(
    `SELECT NULL::uuid AS id, b.channel_id AS "channelId", c.platform, c.name AS "channelName", b.heard_at AS "startedAt",
       NULL::timestamptz AS "endedAt", b.trouble AS cause, NULL::text AS "catchUp", 0 AS recovered, 0 AS known,
       0 AS "placesLeft", 0 AS "placesFailed", NULL::text AS error, 0 AS "onRecord"
     FROM channel_beats b JOIN channels c ON c.id = b.channel_id
     WHERE b.org_id = ? AND b.heard_at < clock_timestamp() - ? * interval '1 second' ORDER BY b.heard_at`,
    [orgId, DEAF_AFTER_SECONDS],
  );
  return rows;
}
