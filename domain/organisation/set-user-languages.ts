import { z } from "zod";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { type Language, languages } from "../language/language.ts";
import { findUserByEmail } from "./list-users.ts";
import { readInput } from "./read-input.ts";
import type { User } from "./user.ts";

/** What somebody speaks with customers, each language once. */
export const SpokenLanguages = z.array(z.enum(languages)).transform((spoken) => [...new Set(spoken)]);

/**
 * Says which languages somebody speaks with customers; none: the one they are written to in.
 * @throws InputError for another language, NotFoundError when there is no such user.
 */
export async function setUserLanguages(
  scope: OrgScope,
  by: AuditEntry["by"],
  email: string,
  spoken: readonly Language[],
): Promise<User> {
  const { languages: after } = readInput(z.object({ languages: SpokenLanguages }), { languages: spoken });
  const user = await findUserByEmail(scope, email);
  const { languages: before } = user;
  await user.$query(scope.trx).patch({ languages: after });
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by,
    action: "user.languages",
    resourceType: "user",
    resourceId: user.id,
    changes: { before, after },
  });
  return user;
}
