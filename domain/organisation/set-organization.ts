import type { Knex } from "knex";
import { z } from "zod";
import { NotFoundError } from "../../infra/errors.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { displayName, readInput } from "./read-input.ts";
import { plans } from "./staff-words.ts";

const Changes = z
  .strictObject({
    name: displayName,
    logoUrl: z.url({ protocol: /^https$/, error: "must be an address that begins with https://" }).max(500),
    plan: z.enum(plans.codes as readonly [string, ...string[]], { error: `must be one of ${plans.codes.join(", ")}` }),
  })
  .partial();

/**
 * Changes what an organisation is called and shown as. Runs as the system role: organisations are the operator's.
 * @throws InputError, NotFoundError
 */
export async function setOrganization(
  system: Knex,
  by: AuditEntry["by"],
  code: string,
  input: z.input<typeof Changes>,
): Promise<{ code: string; changed: string[] }> {
  const changes = readInput(Changes, input);
  return system.transaction(async (trx) => {
    const before = await trx("organizations").where({ code }).forNoKeyUpdate().first();
    if (!before) throw new NotFoundError(`There is no organisation "${code}"`);
    const wanted = { name: changes.name, logo_url: changes.logoUrl, plan: changes.plan };
    const differing = Object.entries(wanted).filter(([key, value]) => value !== undefined && before[key] !== value);
    if (differing.length === 0) return { code, changed: [] };
    await trx("organizations")
      .where({ id: before.id })
      .update({ ...Object.fromEntries(differing), updated_at: trx.fn.now() });
    await writeAudit(trx, {
      orgId: before.id,
      by,
      action: "organization.set",
      resourceType: "organization",
      resourceId: before.id,
      changes: Object.fromEntries(differing.map(([key, after]) => [key, { before: before[key], after }])),
    });
    return { code, changed: differing.map(([key]) => key) };
  });
}
