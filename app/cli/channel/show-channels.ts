import { listChannels } from "../../../domain/organisation/channel-status.ts";
import { webhookAddress } from "../../webhook-address.ts";
import type { Report } from "../report.ts";
import { table } from "../table.ts";
import type { Tool } from "../tool.ts";

export async function showChannels(tool: Tool): Promise<Report> {
  const { PUBLIC_URL } = await tool.environment();
  const listed = (await tool.inOrganization(listChannels)).map((channel) => ({
    ...channel,
    webhookUrl: webhookAddress(PUBLIC_URL, channel),
  }));
  const rows = listed.map(({ id, platform, name, status, statusReason, webhookUrl }) => [
    platform,
    name,
    statusReason ? `${status}: ${statusReason}` : status,
    id,
    webhookUrl,
  ]);
  const head = ["platform", "name", "status", "id", "webhook address"];
  return { json: listed, text: table(head, rows, "There are no channels.") };
}
