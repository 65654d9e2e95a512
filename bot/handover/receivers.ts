import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Handover } from "../../domain/conversations/handover.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Receiver } from "./find-receiver.ts";

/** Who is asked: the person, or of a team everybody who may take it, where some are online those. */
export async function receiversOf(scope: OrgScope, to: Receiver, giverId: string): Promise<User[]> {
  if (to.kind === "person") return [to.user];
  const members = (await membersOf(scope, to.id)).filter(
    ({ id, role }) => id !== giverId && isAllowed(role, "conversation.take"),
  );
  const online = members.filter(({ presence }) => presence === "online");
  return online.length > 0 ? online : members;
}

async function membersOf({ trx, orgId }: OrgScope, teamId: string): Promise<User[]> {
  return User.query(trx)
    .where({ orgId, status: "active" })
    .whereExists(trx("user_teams").where({ team_id: teamId, org_id: orgId }).whereRaw("user_id = users.id"))
    .orderBy("employeeCode");
}

/**
 * Whose the conversation is once it is accepted: the team that was asked; of a person who is not in its present team,
 * their first by name. Null where it stays as it is.
 */
export async function teamOfReceiver(
  { trx, orgId }: OrgScope,
  { toTeamId }: Pick<Handover, "toTeamId">,
  { teamId }: Pick<Conversation, "teamId">,
  userId: string,
): Promise<{ id: string; name: string } | null> {
  const { rows } = await trx.raw(
    `SELECT t.id, t.name FROM teams t WHERE t.org_id = :orgId AND CASE WHEN :asked::uuid IS NOT NULL THEN t.id = :asked::uuid
       ELSE :present::uuid IS NOT NULL
         AND EXISTS (SELECT FROM user_teams m WHERE m.team_id = t.id AND m.user_id = :userId)
         AND NOT EXISTS (SELECT FROM user_teams m WHERE m.team_id = :present::uuid AND m.user_id = :userId) END
     ORDER BY t.name LIMIT 1`,
    // knex's type leaves out null, its code does not
    { orgId, asked: toTeamId, present: teamId, userId } as unknown as Record<string, string>,
  );
  return rows[0] ?? null;
}

/** True when a person belongs to a team. */
export async function isInTeam({ trx, orgId }: OrgScope, userId: string, teamId: string): Promise<boolean> {
  const row = await trx("user_teams").where({ org_id: orgId, user_id: userId, team_id: teamId }).first("user_id");
  return row !== undefined;
}
