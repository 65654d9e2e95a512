import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Team } from "../organisation/team.ts";
import type { Conversation } from "./conversation.ts";

/** Gives a conversation without a team to the one that was chosen for it. */
export async function joinTeam({ trx }: OrgScope, conversation: Conversation, team: Team | null): Promise<void> {
  if (conversation.teamId || !team) return;
  await conversation.$query(trx).patch({ teamId: team.id });
}
