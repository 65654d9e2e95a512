import { causeWords, recoveryWords } from "../../../bot/intake/hearing/gap-words.ts";
import { type ListedGap, listDeaf, listGaps, MOST_GAPS } from "../../../bot/intake/hearing/list-gaps.ts";
import type { Since } from "../read-since.ts";
import type { Report } from "../report.ts";
import { showMost } from "../show-most.ts";
import { table } from "../table.ts";
import type { Tool } from "../tool.ts";

export async function showGaps(tool: Tool, { since }: { since?: Since }): Promise<Report> {
  const from = since?.(tool.clock.now()) ?? null;
  const [deaf, gaps] = await tool.inOrganization(async (scope) => [
    await listDeaf(scope),
    await listGaps(scope, from, MOST_GAPS + 1),
  ]);
  const { shown, note } = showMost(gaps, MOST_GAPS);
  const listed = [...deaf, ...shown];
  const rows = listed.map((gap) => [
    `${gap.platform}/${gap.channelName}`,
    second(gap.startedAt),
    gap.endedAt ? second(gap.endedAt) : "now",
    gap.cause ? causeWords[gap.cause].en : "",
    recoveryWords(gap).en,
    gap.endedAt ? gap.onRecord : null,
  ]);
  const head = ["channel", "from", "to", "why", "what was missed", "customers' messages of then on record"];
  return { json: listed.map(toJson), text: table(head, rows, "Every channel was heard all the time."), ...note };
}

function toJson(gap: ListedGap) {
  return { ...gap, recovery: recoveryWords(gap).en };
}

function second(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
