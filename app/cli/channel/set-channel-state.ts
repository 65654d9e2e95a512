import type { Report } from "../report.ts";
import { byCli, type Tool } from "../tool.ts";

/** Pauses or resumes, and tells the running processes when it is committed. */
export async function setChannelState(tool: Tool, nameOrId: string, status: "active" | "paused"): Promise<Report> {
  const { findChannel, setChannelStatus } = await import("../../../domain/organisation/channel-status.ts");
  const { CHANNELS_CHANGED } = await import("../../../bot/channels/channel-directory.ts");
  const { channel, isChanged } = await tool.inOrganization(async (scope) => {
    const channel = await findChannel(scope, nameOrId);
    const isChanged = await setChannelStatus(scope, byCli, channel, status);
    if (isChanged) await scope.trx.raw("SELECT pg_notify(?, ?)", [CHANNELS_CHANGED, channel.id]);
    return { channel, isChanged };
  });
  const { id, platform, name } = channel;
  return {
    json: { id, platform, name, status, changed: isChanged },
    text: `The ${platform} channel "${name}" ${isChanged ? "is" : "was"} ${status}${isChanged ? "" : " already"}.`,
  };
}
