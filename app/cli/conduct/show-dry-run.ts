import { dryRunClaims } from "../../../bot/conduct/dry-run-claims.ts";
import { readRules } from "../../../bot/converse/organisation-rules.ts";
import { conversationCode } from "../../../domain/organisation/codes.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { withProgress } from "../progress.ts";
import type { Report } from "../report.ts";
import { minute, table } from "../table.ts";
import type { Tool } from "../tool.ts";

const DAY_MS = 24 * 60 * 60_000;
const LISTED = 200;

export async function showDryRun(tool: Tool, days: number): Promise<Report> {
  const since = new Date(tool.clock.now().getTime() - days * DAY_MS);
  const { checked, held } = await withProgress("messages", (onProgress) =>
    tool.inOrganization(async (scope) => {
      const { claims } = readRules(await loadSettings(scope));
      return dryRunClaims(scope, { since, policy: claims, onProgress });
    }),
  );
  const json = { since, checked, held };
  const rows = held
    .slice(0, LISTED)
    .map(({ at, author, conversation, hits }) => [
      minute(at),
      conversationCode(conversation),
      author ?? "bot",
      hits.map(({ entry, words }) => `${entry}: ${words}`).join("\n"),
    ]);
  const lines = [
    `${held.length} of ${checked} messages since ${minute(since)} would be held.`,
    ...(rows.length > 0 ? [table(["sent", "conversation", "by", "because of"], rows, "")] : []),
    ...(held.length > LISTED ? [`The first ${LISTED} are listed; --json has all.`] : []),
  ];
  return { json, text: lines.join("\n\n") };
}
