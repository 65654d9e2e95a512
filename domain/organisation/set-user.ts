import { z } from "zod";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { findUserByEmail } from "./list-users.ts";
import { readInput } from "./read-input.ts";
import { departments, employeeLevels } from "./values.ts";

const Changes = z
  .strictObject({
    phone: z
      .string()
      .trim()
      .regex(/^\+?[\d ()-]{5,40}$/, "must be a telephone number")
      .nullable(),
    avatarUrl: z
      .url({ protocol: /^https$/, error: "must be an address that begins with https://" })
      .max(500)
      .nullable(),
    department: z.enum(departments, { error: `must be one of ${departments.join(", ")}` }).nullable(),
    level: z.enum(employeeLevels, { error: `must be one of ${employeeLevels.join(", ")}` }),
    hiredAt: z.iso.date("must be a day such as 2026-11-26").nullable(),
  })
  .partial();

export type UserChanges = z.input<typeof Changes>;

const columns = {
  phone: "phone",
  avatarUrl: "avatar_url",
  department: "department",
  level: "level",
  hiredAt: "hired_at",
} as const;

/**
 * Changes what is kept of a member of staff; null takes a value away. Gives what became different. @throws InputError,
 * NotFoundError
 */
export async function setUser(
  scope: OrgScope,
  by: AuditEntry["by"],
  email: string,
  input: UserChanges,
): Promise<{ id: string; name: string; changed: string[] }> {
  const { trx, orgId } = scope;
  const changes = readInput(Changes, input);
  const { id, name } = await findUserByEmail(scope, email);
  const { rows } = await trx.raw(
    "SELECT phone, avatar_url, department, level, hired_at::text FROM users WHERE org_id = ? AND id = ? FOR NO KEY UPDATE",
    [orgId, id],
  );
  const before: Record<string, string | null> = rows[0];
  const differing = (Object.keys(columns) as (keyof typeof columns)[]).filter(
    (key) => changes[key] !== undefined && changes[key] !== before[columns[key]],
  );
  if (differing.length === 0) return { id, name, changed: [] };
  await trx("users")
    .where({ org_id: orgId, id })
    .update({ ...Object.fromEntries(differing.map((key) => [columns[key], changes[key]])), updated_at: trx.fn.now() });
  await writeAudit(trx, {
    orgId,
    by,
    action: "user.set",
    resourceType: "user",
    resourceId: id,
    changes: Object.fromEntries(
      differing.map((key) => [columns[key], { before: before[columns[key]], after: changes[key] }]),
    ),
  });
  return { id, name, changed: differing.map((key) => columns[key]) };
}
