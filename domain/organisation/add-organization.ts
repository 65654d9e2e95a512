import type { Knex } from "knex";
import { z } from "zod";
import { ConflictError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { displayName, readInput } from "./read-input.ts";

const NewOrganization = z.object({
  code: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "must be 1 to 40 of a-z, 0-9 and -, such as acme-hk"),
  name: displayName,
});

/**
 * Makes an organisation, empty. Runs as the system role.
 * @throws InputError when the code is none, ConflictError when there is one with it.
 */
export async function addOrganization(
  system: Knex,
  by: AuditEntry["by"],
  organization: { code: string; name: string },
): Promise<{ id: string; code: string; name: string }> {
  const { code, name } = readInput(NewOrganization, organization);
  return system.transaction(async (trx) => {
    const id = newId();
    const { rows } = await trx.raw(
      "INSERT INTO organizations (id, code, name) VALUES (?, ?, ?) ON CONFLICT (code) DO NOTHING RETURNING id",
      [id, code, name],
    );
    if (rows.length === 0) throw new ConflictError(`There is an organisation "${code}" already`);
    await writeAudit(trx, {
      orgId: id,
      by,
      action: "organization.add",
      resourceType: "organization",
      resourceId: id,
      changes: { code, name },
    });
    return { id, code, name };
  });
}
