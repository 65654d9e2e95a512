import { z } from "zod";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { ConflictError } from "../../infra/errors.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import type { Language } from "../language/language.ts";
import { employeeCode, takeNumber } from "./codes.ts";
import { findTeam } from "./list-teams.ts";
import { displayName, emailAddress, readInput } from "./read-input.ts";
import { SpokenLanguages } from "./set-user-languages.ts";
import { User } from "./user.ts";
import { type Role, roles } from "./values.ts";

export interface NewUser {
  email: string;
  name: string;
  role: Role;
  /** Name of a team that exists. */
  team?: string;
  /** Spoken with customers. */
  languages?: Language[];
}

export interface AddedUser {
  id: string;
  employeeCode: string;
  username: string;
  email: string;
  name: string;
  role: Role;
}

const NewUserFields = z.object({
  email: emailAddress,
  name: displayName,
  role: z.enum(roles),
  languages: SpokenLanguages,
});

/**
 * Makes a member of staff, with the next employee code and a user name out of the e-mail address.
 * @throws InputError, ConflictError when somebody has the address already, NotFoundError when there is no such team.
 */
export async function addUser(scope: OrgScope, by: AuditEntry["by"], user: NewUser): Promise<AddedUser> {
  const { orgId, trx } = scope;
  const { email, name, role, languages } = readInput(NewUserFields, { languages: [], ...user });
  const teamId = user.team === undefined ? null : await findTeam(scope, user.team);
  // Also makes those wait who add users at the same moment, so that the look-ups below stay true.
  const number = await takeNumber(trx, orgId, "employee");
  if (await User.query(trx).findOne({ orgId, email })) throw new ConflictError(`There is a user ${email} already`);
  const fields = { email, name, role, employeeCode: employeeCode(number), username: await freeUsername(scope, email) };
  const { id } = await User.query(trx).insert({ orgId, ...fields, languages });
  if (teamId) await trx("user_teams").insert({ user_id: id, team_id: teamId, org_id: orgId });
  await writeAudit(trx, {
    orgId,
    by,
    action: "user.add",
    resourceType: "user",
    resourceId: id,
    changes: { ...fields, languages, team: user.team ?? null },
  });
  return { id, ...fields };
}

/** `li.na@…` is `li.na`, the second one `li.na2`. */
async function freeUsername({ orgId, trx }: OrgScope, email: string): Promise<string> {
  const [local = ""] = email.split("@");
  const wanted = local.replace(/[^a-z0-9._-]+/g, "") || "user";
  const rows: { username: string }[] = await trx("users")
    .where({ org_id: orgId })
    .whereNotNull("username")
    .select("username");
  const taken = new Set(rows.map((row) => row.username));
  let free = wanted;
  for (let number = 2; taken.has(free); number++) free = `${wanted}${number}`;
  return free;
}
