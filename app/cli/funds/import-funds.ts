import { recordFollowed } from "../../../domain/customers/follow-recommendation.ts";
import { readDepositRow, readRecommendationRow, readWithdrawalRow } from "../../../domain/funds/read-fund-row.ts";
import { recordDeposit } from "../../../domain/funds/record-deposit.ts";
import { recordWithdrawal } from "../../../domain/funds/record-withdrawal.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { DeskhandError } from "../../../infra/errors.ts";
import { withProgress } from "../progress.ts";
import type { Report } from "../report.ts";
import { fields, table } from "../table.ts";
import { byCli, type Tool } from "../tool.ts";
import { readTableFile, type TableRow } from "./read-table-file.ts";

const LISTED_ERRORS = 100;

export type Kind = "deposit" | "withdrawal" | "recommendation";

const needed: Record<Kind, readonly string[]> = {
  deposit: ["external_ref", "amount", "currency"],
  withdrawal: ["external_ref", "amount", "currency"],
  recommendation: ["external_ref"],
};

/** Records a file's rows, each in a transaction of its own: what is wrong with one stops no other. */
export async function importFunds(tool: Tool, kind: Kind, file: string): Promise<Report> {
  const rows = await readTableFile(file, needed[kind]);
  const counts = { created: 0, moved: 0, unchanged: 0 };
  const errors: { line: number; message: string }[] = [];
  await withProgress(`${kind}s`, async (progress) => {
    for (const [index, row] of rows.entries()) {
      try {
        const { isNew, hasMoved } = await tool.inOrganization((scope) => recordRow(scope, kind, row, tool.clock.now()));
        counts[isNew ? "created" : hasMoved ? "moved" : "unchanged"] += 1;
      } catch (error) {
        if (!(error instanceof DeskhandError)) throw error;
        errors.push({ line: row.line, message: error.message });
      }
      if (index % 100 === 99) progress(index + 1, rows.length);
    }
  });
  return describe(file, rows.length, counts, errors);
}

async function recordRow(
  scope: OrgScope,
  kind: Kind,
  { cells }: TableRow,
  at: Date,
): Promise<{ isNew: boolean; hasMoved: boolean }> {
  const reporter = { by: byCli, at };
  if (kind === "deposit") return recordDeposit(scope, await readDepositRow(scope, cells, at), reporter);
  if (kind === "recommendation") {
    const isNew = await recordFollowed(scope, byCli, await readRecommendationRow(scope, cells, at));
    return { isNew, hasMoved: false };
  }
  return recordWithdrawal(scope, await readWithdrawalRow(scope, cells, at), reporter);
}

function describe(
  file: string,
  read: number,
  counts: Record<"created" | "moved" | "unchanged", number>,
  errors: { line: number; message: string }[],
): Report {
  const listed = errors.slice(0, LISTED_ERRORS);
  const lines = listed.map((one) => [one.line, one.message]);
  const text = [
    fields({ read, ...counts, failed: errors.length }),
    ...(listed.length > 0 ? [table(["line", "not recorded because"], lines, "")] : []),
  ].join("\n\n");
  const isAllWrong = errors.length > 0 && errors.length === read;
  return {
    json: { file, read, ...counts, failed: errors.length, errors: listed },
    text,
    ...(isAllWrong ? { failure: `None of the ${read} rows of ${file} could be recorded` } : {}),
  };
}
