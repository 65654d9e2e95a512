import { z } from "zod";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { displayName, readInput } from "./read-input.ts";

/** A group on a platform, as it is registered. */
export interface GroupOfChannel {
  channelId: string;
  /** The platform's chat, without a thread. */
  chatId: string;
}

const chatIdShape = z
  .string()
  .trim()
  .regex(/^\S{1,200}$/, "a chat's id is at most 200 characters without spaces, such as -1001234567890 or C0123456789");
/**
 * Lets the bot answer in a group. False when it was registered already. Whoever calls tells the other processes, which
 * keep the groups with their channels. @throws InputError
 */
export async function addChannelGroup(
  { orgId, trx }: OrgScope,
  by: AuditEntry["by"],
  group: GroupOfChannel & { name: string | null },
): Promise<boolean> {
  const chatId = readInput(chatIdShape, group.chatId);
  const name = readInput(displayName.nullable(), group.name);
  const added = await trx("channel_groups")
    .insert({
      id: newId(),
      org_id: orgId,
      channel_id: group.channelId,
      chat_id: chatId,
      name,
      registered_by: "userId" in by ? by.userId : null,
    })
    .onConflict(["channel_id", "chat_id"])
    .ignore()
    .returning("id");
  if (added.length === 0) return false;
  await audit({ orgId, trx }, by, "channel.group_add", { ...group, chatId, name });
  return true;
}

/** The bot is silent there from now on. False when it was not registered. Whoever calls tells the other processes. */
export async function removeChannelGroup(
  { orgId, trx }: OrgScope,
  by: AuditEntry["by"],
  { channelId, chatId }: GroupOfChannel,
): Promise<boolean> {
  const removed = await trx("channel_groups")
    .where({ org_id: orgId, channel_id: channelId, chat_id: chatId })
    .delete()
    .returning("name");
  if (removed.length === 0) return false;
  await audit({ orgId, trx }, by, "channel.group_remove", { channelId, chatId, name: removed[0].name });
  return true;
}

/**
 * Keeps the registration of a group whose id the platform changed. False when the old id was not registered. Whoever
 * calls tells the other processes.
 */
export async function moveChannelGroup(
  { orgId, trx }: OrgScope,
  { channelId, from, to }: { channelId: string; from: string; to: string },
): Promise<boolean> {
  const chatId = readInput(chatIdShape, to);
  // Platforms say it twice, in both chats, and both may be worked at once: only one finds the old row.
  const [old] = await trx("channel_groups")
    .where({ org_id: orgId, channel_id: channelId, chat_id: from })
    .delete()
    .returning("*");
  if (!old) return false;
  await trx("channel_groups")
    .insert({ ...old, chat_id: chatId })
    .onConflict(["channel_id", "chat_id"])
    .ignore();
  await writeAudit(trx, {
    orgId,
    by: { actor: "bot" },
    action: "channel.group_move",
    resourceType: "channel",
    resourceId: channelId,
    changes: { before: from, after: chatId, name: old.name },
  });
  return true;
}

export interface ListedGroup {
  channel: string;
  platform: string;
  chatId: string;
  name: string | null;
  /** Who registered it; null: an operator, on the command line. */
  registeredBy: string | null;
  registeredAt: Date;
}

/** The registered groups of a channel, or of all. */
export async function listChannelGroups({ orgId, trx }: OrgScope, channelId: string | null): Promise<ListedGroup[]> {
  const { rows } = await trx.raw(
    `SELECT c.name AS channel, c.platform, g.chat_id AS "chatId", g.name, u.name AS "registeredBy",
       g.created_at AS "registeredAt"
     FROM channel_groups g JOIN channels c ON c.id = g.channel_id LEFT JOIN users u ON u.id = g.registered_by
     WHERE g.org_id = :orgId AND (:channelId::uuid IS NULL OR g.channel_id = :channelId)
     ORDER BY c.platform, c.name, g.created_at`,
    { orgId, channelId },
  );
  return rows;
}

async function audit(
  { orgId, trx }: OrgScope,
  by: AuditEntry["by"],
  action: string,
  { channelId, chatId, name }: GroupOfChannel & { name: string | null },
): Promise<void> {
  await writeAudit(trx, {
    orgId,
    by,
    action,
    resourceType: "channel",
    resourceId: channelId,
    changes: { chatId, name },
  });
}
