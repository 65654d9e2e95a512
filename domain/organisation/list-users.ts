import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { NotFoundError } from "../../infra/errors.ts";
import { User } from "./user.ts";
import type { Role } from "./values.ts";

export interface UserListing {
  id: string;
  employeeCode: string;
  username: string | null;
  email: string;
  name: string;
  role: Role;
  status: User["status"];
  languages: string[];
  teams: string[];
  /** Platforms on which an account of theirs is linked. */
  linked: string[];
  lastLoginAt: Date | null;
  phone: string | null;
  avatarUrl: string | null;
  /** What customers are told of them. */
  publicName: string | null;
  licence: string | null;
  department: string | null;
  level: string;
  hiredAt: string | null;
  totalCustomers: number;
  activeCustomers: number;
  /** In the organisation's base currency. */
  totalNetDeposit: string;
}

/** The organisation's staff, by employee code. */
export async function listUsers({ orgId, trx }: OrgScope): Promise<UserListing[]> {
  const { rows } = await trx.raw(
    `SELECT id, employee_code AS "employeeCode", username, email, name, role, status, languages, last_login_at AS "lastLoginAt",
       phone, avatar_url AS "avatarUrl", settings ->> 'public_name' AS "publicName", settings ->> 'licence' AS licence, department, level, hired_at::text AS "hiredAt",
       total_customers AS "totalCustomers", active_customers AS "activeCustomers", total_net_deposit::text AS "totalNetDeposit",
       ARRAY(SELECT t.name FROM user_teams m JOIN teams t ON t.id = m.team_id WHERE m.user_id = u.id ORDER BY t.name)
         AS teams,
       ARRAY(SELECT DISTINCT i.platform FROM user_identities i WHERE i.user_id = u.id ORDER BY i.platform) AS linked
     FROM users u WHERE org_id = ? ORDER BY length(employee_code), employee_code`,
    [orgId],
  );
  return rows;
}

/** The user with this e-mail address, in any case. @throws NotFoundError. */
export async function findUserByEmail({ orgId, trx }: OrgScope, email: string): Promise<User> {
  const user = await User.query(trx).findOne({ orgId, email: email.trim().toLowerCase() });
  if (!user) throw new NotFoundError(`There is no user with the e-mail address ${email}`);
  return user;
}
