import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { findTeam } from "./list-teams.ts";
import { findUserByEmail } from "./list-users.ts";

/** Puts somebody into a team or takes them out; who leaves has no shifts in it any more. @throws NotFoundError */
export async function changeMember(
  scope: OrgScope,
  by: AuditEntry["by"],
  act: "add" | "remove",
  { team, email }: { team: string; email: string },
): Promise<void> {
  const { orgId, trx } = scope;
  const member = {
    org_id: orgId,
    team_id: await findTeam(scope, team),
    user_id: (await findUserByEmail(scope, email)).id,
  };
  if (act === "add") {
    await trx("user_teams").insert(member).onConflict(["user_id", "team_id"]).ignore();
  } else {
    await trx("duty_shifts").where(member).delete();
    await trx("user_teams").where(member).delete();
  }
  await writeAudit(trx, {
    orgId,
    by,
    action: `team.member_${act}`,
    resourceType: "team",
    resourceId: member.team_id,
    changes: { userId: member.user_id },
  });
}
