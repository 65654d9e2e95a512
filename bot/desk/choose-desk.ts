import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { type FoundPlace, findStaffPlaces, findTeamPlaces } from "./desk-place.ts";

interface Of {
  teamId: string | null;
  /** Setting `desk.surface`. */
  surface: string | null;
}

/**
 * Where a conversation of this team is shown: at the team's desk, else at the organisation's default desk; of several
 * places the one with the fewest open conversations, of equals the first. Null when there is none.
 */
export async function chooseDesk(scope: OrgScope, channels: ChannelDirectory, of: Of): Promise<FoundPlace | null> {
  const places = await deskPlaces(scope, channels, of);
  const [first, ...others] = places;
  if (!first || others.length === 0) return first ?? null;
  const open = await countOpen(
    scope,
    places.map(({ chatId }) => chatId),
  );
  const load = ({ channel, chatId }: FoundPlace) => open.get(`${channel.id} ${chatId}`) ?? 0;
  return places.reduce((best, place) => (load(place) < load(best) ? place : best));
}

/** Every place where conversations of this team may be shown. */
export async function deskPlaces(
  { orgId }: OrgScope,
  channels: ChannelDirectory,
  { teamId, surface }: Of,
): Promise<FoundPlace[]> {
  const ofTeam = await findTeamPlaces(channels, orgId, "desk", teamId);
  return ofTeam.length > 0 ? ofTeam : findStaffPlaces(channels, orgId, "desk", surface);
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
