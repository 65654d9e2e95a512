import { employeeCode, takeNumber } from "../../domain/organisation/codes.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { StaffData } from "./seed-data.ts";

/** The demo's people and their team. Somebody with the same e-mail is left as they are. */
export async function seedStaff(scope: OrgScope, { users, team, leader, members }: StaffData): Promise<void> {
  for (const user of users) await addUser(scope, user);
  const teamId = await addTeam(scope, team, await userId(scope, leader));
  for (const email of members) {
    await scope
      .trx("user_teams")
      .insert({
        org_id: scope.orgId,
        team_id: teamId,
        user_id: await userId(scope, email),
        role: email === leader ? "lead" : "member",
      })
      .onConflict(["user_id", "team_id"])
      .ignore();
  }
}

/** The id of the user with this e-mail. */
export async function userId({ trx, orgId }: OrgScope, email: string): Promise<string> {
  const row: { id: string } = await trx("users").where({ org_id: orgId, email }).first("id");
  return row.id;
}

async function addUser({ trx, orgId }: OrgScope, user: StaffData["users"][number]): Promise<void> {
  const { email, username, name, role, language } = user;
  const row = {
    id: newId(),
    org_id: orgId,
    employee_code: employeeCode(await takeNumber(trx, orgId, "employee")),
    email,
    username,
    name,
    role,
    language,
  };
  await trx("users").insert(row).onConflict(["org_id", "email"]).ignore();
}

async function addTeam({ trx, orgId }: OrgScope, team: StaffData["team"], leaderId: string): Promise<string> {
  await trx("teams")
    .insert({ id: newId(), org_id: orgId, ...team, leader_id: leaderId })
    .onConflict(["org_id", "name"])
    .ignore();
  const row: { id: string } = await trx("teams").where({ org_id: orgId, name: team.name }).first("id");
  return row.id;
}
