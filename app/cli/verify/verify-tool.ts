import { type Checked, countFound, verify } from "../../../bot/verify/verify.ts";
import { withProgress } from "../progress.ts";
import type { Since } from "../read-since.ts";
import type { Report } from "../report.ts";
import { fields, minute, table } from "../table.ts";
import type { Tool } from "../tool.ts";

/** Says what always holds and does not. */
export async function verifyTool(tool: Tool, sinceWhen: Since | null): Promise<Report> {
  const { db } = await tool.database();
  const orgId = await tool.orgId();
  const now = tool.clock.now();
  const since = sinceWhen?.(now) ?? null;
  const seen = await withProgress("checks", (progress) => verify(db, orgId, { since, now }, progress));
  const found = countFound(seen);
  const text = [
    table(
      ["check", "found", "ms", "what holds"],
      seen.map(({ name, count, milliseconds, says }) => [name, count, milliseconds, says]),
      "",
    ),
    fields({ since: since ? minute(since) : "ever", found }),
    ...seen.flatMap(listed),
  ].join("\n");
  return {
    json: { since, at: now, found, checks: seen },
    text,
    ...(found === 0 ? {} : { failure: `Not everything holds: ${found} found` }),
  };
}

function listed({ name, count, first }: Checked): string[] {
  if (count === 0) return [];
  const more = count > first.length ? [`  … and ${count - first.length} more`] : [];
  return ["", `${name}: ${count}`, ...first.map(({ id, about }) => `  ${id}  ${about}`), ...more];
}
