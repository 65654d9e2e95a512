import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Conversation } from "./conversation.ts";

/** Makes a locked conversation another team's: the one place where that happens. */
export async function changeTeam({ trx }: OrgScope, conversation: Conversation, teamId: string): Promise<void> {
  if (conversation.teamId !== teamId) await conversation.$query(trx).patch({ teamId });
}
