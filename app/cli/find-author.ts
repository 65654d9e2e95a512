import { findUserByEmail } from "../../domain/organisation/list-users.ts";
import { isAllowed, type Permission } from "../../domain/organisation/permissions.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { ForbiddenError } from "../../infra/errors.ts";

/** The id of the person of an address, who may write or do such things. @throws ForbiddenError, NotFoundError */
export async function findAuthor(
  scope: OrgScope,
  email: string,
  { permission, ...sought }: { permission: Permission } & ({ what: string } | { act: string }),
): Promise<string> {
  const user = await findUserByEmail(scope, email);
  if (user.status !== "active" || !isAllowed(user.role, permission)) {
    const act = "act" in sought ? sought.act : `write ${sought.what}`;
    throw new ForbiddenError(`${user.email} (${user.role}, ${user.status}) may not ${act}`);
  }
  return user.id;
}
