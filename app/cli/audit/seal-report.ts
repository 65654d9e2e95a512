import { headText } from "../../../domain/control/audit-chain.ts";
import { type Sealed, sealAudit } from "../../../domain/control/seal-audit.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";
import type { Tool } from "../tool.ts";

export async function sealReport(tool: Tool): Promise<Report> {
  const { rows, head } = await sealAll(tool);
  return { json: { sealed: rows, head }, text: fields({ sealed: rows, head: head && headText(head) }) };
}

/** Seals until nothing committed is left without a seal. */
export async function sealAll(tool: Tool): Promise<Pick<Sealed, "rows" | "head">> {
  let rows = 0;
  for (;;) {
    const sealed = await tool.inOrganization(sealAudit);
    rows += sealed.rows;
    if (sealed.isDone) return { rows, head: sealed.head };
  }
}
