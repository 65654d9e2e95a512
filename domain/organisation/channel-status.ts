import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { InputError, NotFoundError } from "../../infra/errors.ts";
import { channelCause, resolveAlert } from "../control/alert.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import type { Channel } from "./channel.ts";

export interface ChannelListing {
  id: string;
  platform: string;
  name: string;
  status: Channel["status"];
  statusReason: string | null;
  createdAt: Date;
}

/** The organisation's channels, by platform and name; nothing of their settings. */
export async function listChannels({ orgId, trx }: OrgScope): Promise<ChannelListing[]> {
  const { rows } = await trx.raw(
    `SELECT id, platform, name, status, status_reason AS "statusReason", created_at AS "createdAt"
     FROM channels WHERE org_id = ? ORDER BY platform, name`,
    [orgId],
  );
  return rows;
}

/** The channel that a person means. @throws NotFoundError, InputError when two platforms have one of that name. */
export async function findChannel(scope: OrgScope, nameOrId: string): Promise<ChannelListing> {
  const channels = await listChannels(scope);
  const found = channels.filter((channel) => channel.id === nameOrId || channel.name === nameOrId);
  const [channel, other] = found;
  if (!channel) {
    const names = channels.map(({ platform, name }) => `${name} (${platform})`).join(", ");
    throw new NotFoundError(`There is no channel "${nameOrId}". There are: ${names || "none"}`);
  }
  if (other) {
    const ids = found.map(({ platform, id }) => `${id} (${platform})`).join(", ");
    throw new InputError(`Several channels are named "${nameOrId}"; give the id: ${ids}`);
  }
  return channel;
}

/**
 * Pauses a channel, or lets it go on: also one that the platform had cut off. Whoever changes it tells the other
 * processes. Returns false when it was so already.
 */
export async function setChannelStatus(
  { orgId, trx }: OrgScope,
  by: AuditEntry["by"],
  channel: Pick<ChannelListing, "id" | "status">,
  status: "active" | "paused",
): Promise<boolean> {
  if (channel.status === status) return false;
  await trx.raw(
    "UPDATE channels SET status = ?, status_reason = NULL, updated_at = clock_timestamp() WHERE org_id = ? AND id = ?",
    [status, orgId, channel.id],
  );
  if (channel.status === "error") await resolveAlert({ trx, orgId }, channelCause(channel.id));
  await writeAudit(trx, {
    orgId,
    by,
    action: status === "paused" ? "channel.pause" : "channel.resume",
    resourceType: "channel",
    resourceId: channel.id,
    changes: { before: channel.status, after: status },
  });
  return true;
}
