import type { Knex } from "knex";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";

/** A receipt that was put aside because it could not be worked, without what it holds. */
export interface ParkedReceipt {
  /** What people name it by. */
  number: number;
  channelId: string;
  platform: string;
  channelName: string;
  externalId: string;
  chat: string;
  /** Why, as the last attempt failed. */
  error: string;
  attempts: number;
  receivedAt: Date;
  parkedAt: Date;
}

/** Which of the parked receipts are meant. All of them, where nothing is said. */
export interface ParkedChoice {
  numbers?: readonly number[];
  channelId?: string;
  /** Received at or after this. */
  since?: Date;
  atMost?: number;
}

/** So many at once. */
export const MOST_PARKED = 1_000;

const CHOSEN = `r.org_id = :orgId AND r.status = 'parked'
       AND (:numbers::bigint[] IS NULL OR r.seq = ANY (:numbers::bigint[]))
       AND (:channelId::uuid IS NULL OR r.channel_id = :channelId::uuid)
       AND (:since::timestamptz IS NULL OR r.received_at >= :since::timestamptz)`;

/** The organisation's parked receipts, the oldest first; locked when the caller will change them. */
export async function findParked(
  { trx, orgId }: OrgScope,
  { atMost = MOST_PARKED, ...choice }: ParkedChoice,
  { lock = false } = {},
): Promise<ParkedReceipt[]> {
  const { rows } = await trx.raw(
    `SELECT r.seq, r.channel_id, c.platform, c.name, r.external_id, r.chat, r.outcome, r.attempts, r.received_at, r.processed_at
     FROM inbound_receipts r JOIN channels c ON c.id = r.channel_id
     WHERE ${CHOSEN}
     ORDER BY r.received_at, r.seq LIMIT :atMost ${lock ? "FOR UPDATE OF r" : ""}`,
    { ...bindChoice(orgId, choice), atMost },
  );
  return rows.map(toParked);
}

/** What people name them by, of all that are meant: however many there are, the oldest first. */
export async function findParkedNumbers({ trx, orgId }: OrgScope, choice: ParkedChoice): Promise<number[]> {
  const { rows } = await trx.raw(
    `SELECT r.seq FROM inbound_receipts r WHERE ${CHOSEN} ORDER BY r.received_at, r.seq`,
    bindChoice(orgId, choice),
  );
  return rows.map(({ seq }: { seq: string }) => Number(seq));
}

function bindChoice(orgId: string, { numbers, channelId, since }: ParkedChoice): Record<string, Knex.Value> {
  // knex's type leaves out null and arrays, its code does not
  return {
    orgId,
    numbers: numbers ?? null,
    channelId: channelId ?? null,
    since: since ?? null,
  } as unknown as Record<string, Knex.Value>;
}

/** What a parked receipt holds, as the platform sent it: a customer's words, so whoever looks is on record. */
export async function readPayload({ trx, orgId }: OrgScope, { channelId, externalId }: ParkedReceipt): Promise<string> {
  const { rows } = await trx.raw(
    "SELECT payload FROM inbound_receipts WHERE org_id = ? AND channel_id = ? AND external_id = ?",
    [orgId, channelId, externalId],
  );
  return rows[0].payload;
}

function toParked(row: {
  seq: string;
  channel_id: string;
  platform: string;
  name: string;
  external_id: string;
  chat: string;
  outcome: string | null;
  attempts: number;
  received_at: Date;
  processed_at: Date;
}): ParkedReceipt {
  return {
    number: Number(row.seq),
    channelId: row.channel_id,
    platform: row.platform,
    channelName: row.name,
    externalId: row.external_id,
    chat: row.chat,
    error: row.outcome ?? "",
    attempts: row.attempts,
    receivedAt: row.received_at,
    parkedAt: row.processed_at,
  };
}
