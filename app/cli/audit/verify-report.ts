import { type AuditHead, headText } from "../../../domain/control/audit-chain.ts";
import { verifyAudit } from "../../../domain/control/verify-audit.ts";
import { atOneMoment } from "../../../infra/db/organization-scope.ts";
import { withProgress } from "../progress.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";
import type { Tool } from "../tool.ts";

const LISTED = 200;

export async function verifyReport(tool: Tool, noted: AuditHead | null): Promise<Report> {
  const { db } = await tool.database();
  const orgId = await tool.orgId();
  const state = await withProgress("seals", (onProgress) =>
    atOneMoment(db, orgId, (scope) => verifyAudit(scope, { noted, onProgress })),
  );
  const { findings, setBacks, head, tail } = state;
  const text = [
    fields({
      "seals checked": state.checked,
      head: head && headText(head),
      "without a seal": tail.rows === 0 ? 0 : `${tail.rows}, the oldest of ${tail.oldestAt}`,
      found: findings.length,
    }),
    ...setBacks.map(({ seq, from, to }) => `the clock was set back before seal ${seq}, from ${from} to ${to}`),
    ...findings.slice(0, LISTED).map(({ words }) => words),
    ...(findings.length > LISTED ? [`The first ${LISTED} are listed; --json has all.`] : []),
  ].join("\n");
  const failure =
    findings.length === 0 ? {} : { failure: `The audit log is not as it was written: ${findings.length} found` };
  return { json: { ...state, head: head && { ...head, text: headText(head) } }, text, ...failure };
}
