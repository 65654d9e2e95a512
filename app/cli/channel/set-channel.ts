import { announceChannels } from "../../../bot/channels/announce-channels.ts";
import { setChannelRegion } from "../../../domain/organisation/channel-region.ts";
import { findChannel } from "../../../domain/organisation/channel-status.ts";
import { InputError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";
import { byCli, type Tool } from "../tool.ts";

/** Changes what we say of a channel, the environment's too; the platform's own settings are `channel add --replace`. */
export async function setChannel(tool: Tool, nameOrId: string, pairs: readonly string[]): Promise<Report> {
  const [pair = "", ...others] = pairs;
  const [, value] = /^region=(.*)$/.exec(pair) ?? [];
  if (value === undefined || others.length > 0) {
    throw new InputError(
      "channel set takes --set region=REGION, such as region=cn; channel add --replace changes the others",
    );
  }
  const region = value.trim() === "" ? null : value.trim();
  const channel = await tool.inOrganization(async (scope) => {
    const found = await findChannel(scope, nameOrId);
    await setChannelRegion(scope, byCli, found.id, region);
    await announceChannels(scope);
    return found;
  });
  const { id, platform, name } = channel;
  const where = region ? `is in the region ${region}` : "has no known region";
  return { json: { id, platform, name, region }, text: `The ${platform} channel "${name}" ${where}.` };
}
