import { adapters } from "../../../adapters/registry.ts";
import { createChannelDirectory } from "../../../bot/channels/channel-directory.ts";
import { reasonWords } from "../../../bot/growth/campaign-report.ts";
import { previewCampaign } from "../../../bot/growth/preview-campaign.ts";
import { createSecretBox } from "../../../infra/crypto/secret-box.ts";
import { masterKeys } from "../../master-key.ts";
import type { Report } from "../report.ts";
import { table } from "../table.ts";
import type { Tool } from "../tool.ts";
import { requireCampaign } from "./find-campaign.ts";

/** Counts whom a campaign would write to now. */
export async function previewTool(tool: Tool, word: string): Promise<Report> {
  const { db } = await tool.database();
  const secrets = createSecretBox(masterKeys(await tool.environment()));
  const channels = createChannelDirectory({ db, secrets, modules: adapters, clock: tool.clock, log: await tool.log() });
  const seen = await tool.inOrganization(async (scope) =>
    previewCampaign(scope, { channels, clock: tool.clock }, await requireCampaign(scope, word)),
  );
  const rows = [
    ...seen.channels.map(({ name, count }) => [name, count]),
    ...seen.excluded.map(({ reason, count }) => [`not: ${reasonWords(reason, "en")}`, count]),
  ];
  const quiet = seen.quietUntil ? `\n\nIt is quiet hours now, until ${seen.quietUntil.toISOString()}.` : "";
  const head = `${seen.reachable} of ${seen.target} would be written to now.`;
  return { json: seen, text: `${head}\n\n${table(["where", "customers"], rows, "The segment is empty.")}${quiet}` };
}
