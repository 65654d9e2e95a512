import { z } from "zod";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { ConflictError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { displayName, readInput } from "./read-input.ts";

/** Makes a team without members. @throws ConflictError when there is one with this name. */
export async function addTeam(
  { orgId, trx }: OrgScope,
  by: AuditEntry["by"],
  team: { name: string },
): Promise<{ id: string; name: string }> {
  const { name } = readInput(z.object({ name: displayName }), team);
  const { rows } = await trx.raw(
    "INSERT INTO teams (id, org_id, name) VALUES (?, ?, ?) ON CONFLICT (org_id, name) DO NOTHING RETURNING id",
    [newId(), orgId, name],
  );
  if (rows.length === 0) throw new ConflictError(`There is a team "${name}" already`);
  const id = String(rows[0].id);
  await writeAudit(trx, {
    orgId,
    by,
    action: "team.add",
    resourceType: "team",
    resourceId: id,
    changes: { name },
  });
  return { id, name };
}
