import { namedPlaces } from "../../../bot/desk/desk-place.ts";
import type { Adapter, PlaceToDiagnose } from "../../../bot/ports/adapter.ts";
import type { Database } from "../../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { oneLine } from "../describe-failure.ts";
import { type Finding, fine } from "./finding.ts";

export interface PlacesToCheck {
  channelId: string;
  orgId: string;
  /** Not yet when the environment declares it and nothing was started: it has no row, so no teams and no links. */
  isStored: boolean;
  settings: Readonly<Record<string, unknown>>;
}

/** Who reads what staff are told: the channel's own desk and alert places and those of teams, asked of the platform. */
export async function checkPlaces(
  part: string,
  { channelId, orgId, isStored, settings }: PlacesToCheck,
  adapter: Adapter,
  db: Database,
): Promise<Finding[]> {
  const own = ownPlaces(settings);
  if (!isStored) return ask(own, null);
  const { ofTeams, staff } = await inOrganization(db, orgId, async (scope) => ({
    ofTeams: await teamPlaces(scope, channelId),
    staff: await linkedAccounts(scope, channelId),
  }));
  return ask([...own, ...ofTeams], staff);

  async function ask(places: PlaceToDiagnose[], linked: ReadonlySet<string> | null): Promise<Finding[]> {
    if (places.length === 0) return [];
    if (!adapter.diagnosePlaces) {
      return [fine(part, "places", "the platform does not tell who reads them: look at their members there")];
    }
    const found = await adapter.diagnosePlaces(places, linked);
    return found.map(({ check, ok, message }) => ({ part, check, ok, message: oneLine(message) }));
  }
}

function ownPlaces(settings: PlacesToCheck["settings"]): PlaceToDiagnose[] {
  return (["desk", "alert"] as const).flatMap((kind) => {
    const places = namedPlaces({ settings }, kind);
    const name = (chatId: string) => (places.length > 1 ? `${kind} place ${chatId}` : `${kind} place`);
    return places.map((chatId) => ({ label: name(chatId), chatId }));
  });
}

async function teamPlaces({ trx, orgId }: OrgScope, channelId: string): Promise<PlaceToDiagnose[]> {
  const rows: { kind: string; chat_id: string; team: string }[] = await trx("team_places as p")
    .join("teams as t", "t.id", "p.team_id")
    .where({ "p.org_id": orgId, "p.channel_id": channelId })
    .orderBy(["t.name", "p.kind", "p.position"])
    .select("p.kind", "p.chat_id", "t.name as team");
  return rows.map(({ kind, chat_id, team }) => ({ label: `${kind} place of ${team}`, chatId: chat_id }));
}

async function linkedAccounts({ trx, orgId }: OrgScope, channelId: string): Promise<Set<string>> {
  const ids: string[] = await trx("user_identities as i")
    .join("users as u", "u.id", "i.user_id")
    .where({ "i.org_id": orgId, "i.channel_id": channelId, "u.status": "active" })
    .pluck("i.external_user_id");
  return new Set(ids);
}
