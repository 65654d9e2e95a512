import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { type FoundPlace, findStaffPlace, findTeamPlaces } from "./desk-place.ts";

/**
 * Where a conversation of this team is shown: at the team's desk, of several the one with the fewest open conversations
 * (of equals the first), else at the organisation's default desk. Null when there is none.
 */
export async function chooseDesk(
  scope: OrgScope,
  channels: ChannelDirectory,
  { teamId, surface }: { teamId: string | null; surface: string | null },
): Promise<FoundPlace | null> {
  const [first, ...others] = await findTeamPlaces(channels, scope.orgId, "desk", teamId);
  if (!first) return findStaffPlace(channels, scope.orgId, "desk", surface);
  if (others.length === 0) return first;
  const places = [first, ...others];
  const open = await countOpen(
    scope,
    places.map(({ chatId }) => chatId),
  );
  const load = ({ channel, chatId }: FoundPlace) => open.get(`${channel.id} ${chatId}`) ?? 0;
  return places.reduce((best, place) => (load(place) < load(best) ? place : best));
}

async function countOpen({ trx, orgId }: OrgScope, chatIds: string[]): Promise<Map<string, number>> {
  const { rows } = await trx.raw(
    `SELECT t.channel_id || ' ' || t.chat_id AS place, count(*)::int AS open FROM desk_threads t
       JOIN conversations v ON v.id = t.conversation_id
     WHERE t.org_id = ? AND t.chat_id = ANY(?) AND t.moved_at IS NULL AND v.status IN ('pending', 'active') GROUP BY 1`,
    [orgId, chatIds],
  );
  return new Map(rows.map(({ place, open }: { place: string; open: number }) => [place, open]));
}
