import { findUserByEmail } from "../../domain/organisation/list-users.ts";
import { isAllowed, type Permission } from "../../domain/organisation/permissions.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { ForbiddenError } from "../../infra/errors.ts";

/** The id of the person of an address, who may write such things. @throws ForbiddenError, NotFoundError */
export async function findAuthor(
  scope: OrgScope,
  email: string,
  { permission, what }: { permission: Permission; what: string },
): Promise<string> {
  const user = await findUserByEmail(scope, email);
  if (user.status !== "active" || !isAllowed(user.role, permission)) {
    throw new ForbiddenError(`${user.email} (${user.role}, ${user.status}) may not write ${what}`);
  }
  return user.id;
}
