import type { Knex } from "knex";
import { channelCause, resolveAlert } from "../../domain/control/alert.ts";
import { storedText } from "../../infra/db/stored-text.ts";
import { raiseAlert } from "../alerts/raise-alert.ts";
import { CHANNELS_CHANGED, type ChannelDirectory, type LiveChannel } from "./channel-directory.ts";
import { wakeChannel } from "./wake-channel.ts";

/**
 * What found out that a channel does not work: a call that needs its credentials, its listener, the platform itself by
 * an event, or that its account belongs to another channel.
 */
export type TroubleSource = "call" | "listener" | "platform" | "account";

/** Which troubles are over when something works again; what else is wrong stays wrong. */
const provesOver: Record<Exclude<TroubleSource, "platform">, TroubleSource[]> = {
  call: ["call", "platform"],
  listener: ["listener"],
  account: ["account"],
};

type ChannelKey = Pick<LiveChannel, "id" | "orgId">;
type TroubledChannel = Pick<LiveChannel, "id" | "orgId" | "platform" | "name" | "settingsVersion">;

/**
 * The channel is cut off until somebody acts: marked, every process told, and a manager alerted once, on another
 * channel where one works. What waits for it is kept. Nothing changes for a channel that is paused, known to be broken,
 * or has other settings by now: what went wrong with the old ones says nothing about the new.
 */
export async function breakChannel(
  trx: Knex.Transaction,
  channels: ChannelDirectory,
  channel: TroubledChannel,
  trouble: { source: TroubleSource; reason: string },
): Promise<void> {
  const reason = storedText(trouble.reason).slice(0, 500);
  const { rows } = await trx.raw(
    `UPDATE channels SET status = 'error', status_reason = ?, updated_at = clock_timestamp()
     WHERE id = ? AND status = 'active' AND md5(config::text) = ? RETURNING updated_at`,
    [reason, channel.id, channel.settingsVersion],
  );
  if (rows.length === 0) return;
  await trx.raw("SELECT pg_notify(?, ?)", [CHANNELS_CHANGED, channel.id]);
  const scope = { trx, orgId: channel.orgId };
  const name = `${channel.platform} channel “${channel.name}”`;
  const cause = {
    kind: "channel_error" as const,
    cause: channelCause(channel.id),
    title: {
      en: `The ${name} does not work: ${reason}`,
      zh: `渠道“${channel.name}”（${channel.platform}）故障：${reason}`,
    },
    details: { source: trouble.source },
    channelId: channel.id,
  };
  await raiseAlert(scope, channels, cause, rows[0].updated_at);
}

/** True when the channel's settings were changed after this adapter was built: its refusals are of yesterday. */
export async function hasNewSettings(
  trx: Knex,
  channel: Pick<LiveChannel, "id" | "settingsVersion">,
): Promise<boolean> {
  const { rows } = await trx.raw("SELECT FROM channels WHERE id = ? AND md5(config::text) <> ?", [
    channel.id,
    channel.settingsVersion,
  ]);
  return rows.length > 0;
}

/** Something worked that the trouble would have stopped: the channel is in order again, and what waited goes on now. */
export async function mendChannel(
  trx: Knex.Transaction,
  channel: ChannelKey,
  works: Exclude<TroubleSource, "platform">,
): Promise<void> {
  const { rows } = await trx.raw(
    `UPDATE channels c SET status = 'active', status_reason = NULL, updated_at = clock_timestamp()
     WHERE id = ? AND status = 'error' AND NOT EXISTS (
       SELECT FROM alerts a WHERE a.org_id = c.org_id AND a.cause = ? AND a.status <> 'resolved'
         AND a.details ->> 'source' <> ALL (?::text[]))
     RETURNING true`,
    [channel.id, channelCause(channel.id), provesOver[works]],
  );
  if (rows.length > 0) await endTrouble(trx, channel);
}

/** An operator has acted: a new chance for everything that waited, whatever was wrong. */
export async function endTrouble(trx: Knex.Transaction, channel: ChannelKey): Promise<void> {
  await resolveAlert({ trx, orgId: channel.orgId }, channelCause(channel.id));
  await trx.raw("SELECT pg_notify(?, ?)", [CHANNELS_CHANGED, channel.id]);
  await wakeChannel(trx, channel.id);
}
