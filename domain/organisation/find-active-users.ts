import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { User } from "./user.ts";

/** Everybody active whose e-mail address, employee code or user name a word is, in any case. */
export function findActiveUsers({ trx, orgId }: OrgScope, word: string): Promise<User[]> {
  return User.query(trx)
    .where({ orgId, status: "active" })
    .where((or) =>
      or
        .whereRaw("lower(email) = lower(?)", [word])
        .orWhereRaw("lower(employee_code) = lower(?)", [word])
        .orWhereRaw("lower(username) = lower(?)", [word]),
    )
    .orderBy("employeeCode")
    .execute();
}
