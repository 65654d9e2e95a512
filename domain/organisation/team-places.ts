import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";

export const teamPlaceKinds = ["desk", "alert"] as const;
export type TeamPlaceKind = (typeof teamPlaceKinds)[number];

export interface PlaceOnChannel {
  channelId: string;
  chatId: string;
}

/** Keeps the places of teams in a chat whose id the platform changed. False when it was no place of any. */
export async function moveTeamPlaces(
  { orgId, trx }: OrgScope,
  { channelId, from, to }: { channelId: string; from: string; to: string },
): Promise<boolean> {
  const old = await trx("team_places")
    .where({ org_id: orgId, channel_id: channelId, chat_id: from })
    .delete()
    .returning("*");
  if (old.length === 0) return false;
  await trx("team_places")
    .insert(old.map((place) => ({ ...place, chat_id: to })))
    .onConflict(["team_id", "kind", "channel_id", "chat_id"])
    .ignore();
  return true;
}

/**
 * Makes these the places of a team, in this order; none: the organisation's default ones. What is open stays where it is.
 * Whoever calls tells the other processes, which keep the places with their channels.
 */
export async function setTeamPlaces(
  { orgId, trx }: OrgScope,
  by: AuditEntry["by"],
  { teamId, kind, places }: { teamId: string; kind: TeamPlaceKind; places: readonly PlaceOnChannel[] },
): Promise<void> {
  const where = { org_id: orgId, team_id: teamId, kind };
  const before = await trx("team_places").where(where).orderBy("position").select("channel_id", "chat_id");
  await trx("team_places").where(where).delete();
  if (places.length > 0) {
    await trx("team_places").insert(
      places.map(({ channelId, chatId }, position) => ({
        id: newId(),
        ...where,
        channel_id: channelId,
        chat_id: chatId,
        position,
      })),
    );
  }
  await writeAudit(trx, {
    orgId,
    by,
    action: "team.places",
    resourceType: "team",
    resourceId: teamId,
    changes: { kind, before, after: places },
  });
}
