import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { readInput } from "./read-input.ts";
import { regionName } from "./set-team.ts";

/**
 * Says where the platform behind a channel keeps what is shown there; null: nobody knows, so outside every team's region.
 * Whoever calls tells the other processes. @throws InputError
 */
export async function setChannelRegion(
  { orgId, trx }: OrgScope,
  by: AuditEntry["by"],
  channelId: string,
  region: string | null,
): Promise<void> {
  const after = readInput(regionName.nullable(), region);
  const where = { org_id: orgId, id: channelId };
  const before = await trx("channels").where(where).forNoKeyUpdate().first("region");
  if (before?.region === after) return;
  await trx("channels").where(where).update({ region: after });
  await writeAudit(trx, {
    orgId,
    by,
    action: "channel.region",
    resourceType: "channel",
    resourceId: channelId,
    changes: { before: before?.region ?? null, after },
  });
}
