import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Conversation } from "./conversation.ts";

/** Gives a conversation without a team to the setting `routing.default_team` (a team's name), else to the only team. */
export async function joinTeam(
  { trx, orgId }: OrgScope,
  conversation: Conversation,
  settings: ReadonlyMap<string, unknown>,
): Promise<void> {
  if (conversation.teamId) return;
  const teams: { id: string; name: string }[] = await trx("teams").where({ org_id: orgId }).select("id", "name");
  const named = settings.get("routing.default_team");
  const [only, ...others] = teams;
  const team = teams.find(({ name }) => name === named) ?? (others.length === 0 ? only : undefined);
  if (team) await conversation.$query(trx).patch({ teamId: team.id });
}
