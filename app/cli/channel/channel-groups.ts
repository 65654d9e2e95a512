import { announceChannels } from "../../../bot/channels/announce-channels.ts";
import { unknownGroupCause } from "../../../bot/converse/unknown-group.ts";
import { resolveAlert } from "../../../domain/control/alert.ts";
import { addChannelGroup, listChannelGroups, removeChannelGroup } from "../../../domain/organisation/channel-groups.ts";
import { findChannel } from "../../../domain/organisation/channel-status.ts";
import { NotFoundError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";
import { minute, table } from "../table.ts";
import { byCli, type Tool } from "../tool.ts";

/** Lets the bot answer in a group; the alert about it is over. */
export async function addGroup(tool: Tool, nameOrId: string, chatId: string, name: string | null): Promise<Report> {
  const { channel, isNew } = await tool.inOrganization(async (scope) => {
    const found = await findChannel(scope, nameOrId);
    const added = await addChannelGroup(scope, byCli, { channelId: found.id, chatId, name });
    await resolveAlert(scope, unknownGroupCause(found.id, chatId.trim()));
    await announceChannels(scope);
    return { channel: found, isNew: added };
  });
  const text = isNew ? `The bot answers in the group ${chatId}.` : `The group ${chatId} was registered already.`;
  return { json: { channelId: channel.id, chatId, name, isNew }, text };
}

/** The bot is silent in the group from now on. @throws NotFoundError when it was not registered */
export async function removeGroup(tool: Tool, nameOrId: string, chatId: string): Promise<Report> {
  const channel = await tool.inOrganization(async (scope) => {
    const found = await findChannel(scope, nameOrId);
    if (!(await removeChannelGroup(scope, byCli, { channelId: found.id, chatId }))) {
      throw new NotFoundError(`The group ${chatId} is not registered on "${found.name}"; deskhand channel group list`);
    }
    await announceChannels(scope);
    return found;
  });
  return { json: { channelId: channel.id, chatId, removed: true }, text: `The bot is silent in the group ${chatId}.` };
}

/** The registered groups of a channel, or of all. */
export async function listGroups(tool: Tool, nameOrId: string | undefined): Promise<Report> {
  const groups = await tool.inOrganization(async (scope) =>
    listChannelGroups(scope, nameOrId === undefined ? null : (await findChannel(scope, nameOrId)).id),
  );
  const rows = groups.map((group) => [
    group.platform,
    group.channel,
    group.chatId,
    group.name,
    group.registeredBy ?? "command line",
    minute(group.registeredAt),
  ]);
  const head = ["platform", "channel", "group", "name", "by", "since"];
  return { json: groups, text: table(head, rows, "No group is registered: the bot is silent in all of them.") };
}
