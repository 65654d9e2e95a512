import type { Knex } from "knex";
import { resolveAlert } from "../../domain/control/alert.ts";
import { writeAudit } from "../../domain/control/audit-log.ts";
import { moveChannelGroup } from "../../domain/organisation/channel-groups.ts";
import { moveTeamPlaces } from "../../domain/organisation/team-places.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { unknownGroupCause } from "../converse/unknown-group.ts";
import { laneOf } from "../delivery/lane.ts";
import { enqueueDelivering } from "../delivery/queue-delivery.ts";
import { deskPlaceOf } from "../desk/desk-place.ts";
import { announceChannels } from "./announce-channels.ts";
import type { LiveChannel } from "./channel-directory.ts";

export interface ChatMove {
  from: string;
  to: string;
}

/**
 * The platform gave a chat another id: all that is kept under the old one is under the new one from now on. Platforms say
 * so in both chats, and where something is sent to the old one, in any order and at once: safe to repeat. False where
 * nothing was kept under it.
 */
export async function moveChat(scope: OrgScope, channel: LiveChannel, move: ChatMove, at: Date): Promise<boolean> {
  const key = `moved_chat:${channel.id}:${move.from}`;
  await scope.trx.raw("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", [key]);
  const isGroup = await moveChannelGroup(scope, { channelId: channel.id, ...move });
  const isTeams = await moveTeamPlaces(scope, { channelId: channel.id, ...move });
  const hasTalk = await moveConversations(scope, channel.id, move);
  await moveThreads(scope, channel.id, move);
  const isAwaited = await moveDeliveries(scope, channel.id, move);
  const place = { key: move.from, id: move.from, kind: "group" as const };
  const isKnown = isGroup || isTeams || hasTalk || isAwaited || deskPlaceOf(channel, place) !== null;
  if (!isKnown) return false;
  await keepMove(scope, channel.id, move);
  // Whoever spoke there in between was not answered; the alert of it has nothing left to ask.
  await resolveAlert(scope, unknownGroupCause(channel.id, move.to), at);
  await announceChannels(scope);
  return true;
}

/** Settings name a chat as it was called when they were written: the channel finds it by this. */
async function keepMove({ trx, orgId }: OrgScope, channelId: string, { from, to }: ChatMove): Promise<void> {
  const kept = await trx("moved_chats")
    .insert({ org_id: orgId, channel_id: channelId, chat_id: from, moved_to: to })
    .onConflict(["channel_id", "chat_id"])
    .ignore()
    .returning("chat_id");
  if (kept.length === 0) return;
  await writeAudit(trx, {
    orgId,
    by: { actor: "bot" },
    action: "channel.chat_move",
    resourceType: "channel",
    resourceId: channelId,
    changes: { before: from, after: to },
  });
}

/** Those that are over as well: a customer's next words may open them again. A customer has one open one in a chat. */
async function moveConversations({ trx }: OrgScope, channelId: string, { from, to }: ChatMove): Promise<boolean> {
  const { rowCount } = await trx.raw(
    `UPDATE conversations v SET external_chat_id = :to, chat = CASE WHEN chat = :from THEN :to ELSE chat END,
       updated_at = clock_timestamp()
     WHERE is_group AND channel_id = :channelId AND external_chat_id = :from
       AND NOT (status IN ('pending', 'active') AND EXISTS (
         SELECT FROM conversations o WHERE o.customer_id = v.customer_id AND o.channel_id = v.channel_id
           AND o.chat = :to AND o.status IN ('pending', 'active')))`,
    { channelId, from, to },
  );
  return rowCount > 0;
}

/** A thread that is open belongs to the chat in which it was opened; those that are still to be opened will be there. */
async function moveThreads({ trx }: OrgScope, channelId: string, { from, to }: ChatMove): Promise<void> {
  await trx("desk_threads").where({ channel_id: channelId, chat_id: from, thread_id: null }).update({ chat_id: to });
}

/** What has begun to go out is refused, and comes here again. */
async function moveDeliveries(scope: OrgScope, channelId: string, { from, to }: ChatMove): Promise<boolean> {
  const { rows } = await scope.trx.raw(
    `UPDATE deliveries SET target = jsonb_set(target, '{chatId}', to_jsonb(:to::text)),
       chat = CASE WHEN chat = :from THEN :to ELSE chat END, updated_at = clock_timestamp()
     WHERE channel_id = :channelId AND status = 'queued' AND target ->> 'chatId' = :from
     RETURNING chat, audience, purpose`,
    { channelId, from, to } as Record<string, Knex.Value>,
  );
  for (const delivery of rows) await enqueueDelivering(scope, channelId, delivery.chat, laneOf(delivery));
  return rows.length > 0;
}
