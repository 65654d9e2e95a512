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

/** True when a person belongs to a team. */
export async function isInTeam({ trx, orgId }: OrgScope, userId: string, teamId: string): Promise<boolean> {
  const row = await trx("user_teams").where({ org_id: orgId, user_id: userId, team_id: teamId }).first("user_id");
  return row !== undefined;
}
