import { claimsInScript } from "../../../bot/conduct/claims-in-script.ts";
import type { ClaimPolicy } from "../../../bot/conduct/prohibited-claims.ts";
import { readRules } from "../../../bot/converse/organisation-rules.ts";
import { readScriptRow, type ScriptRow, scriptColumns } from "../../../domain/content/read-script-row.ts";
import { lockScripts, type ScriptChange, saveScript } from "../../../domain/content/save-script.ts";
import type { ScriptWords } from "../../../domain/content/script.ts";
import { findUserByEmail } from "../../../domain/organisation/list-users.ts";
import { isAllowed } from "../../../domain/organisation/permissions.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { User } from "../../../domain/organisation/user.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { DeskhandError, ForbiddenError, InputError } from "../../../infra/errors.ts";
import { withProgress } from "../progress.ts";
import type { Report } from "../report.ts";
import { fields, table } from "../table.ts";
import { byCli, type Tool } from "../tool.ts";
import { type FileRow, readScriptFile } from "./read-script-file.ts";

const ROWS_A_TRANSACTION = 200;
const LISTED_ERRORS = 100;

interface Outcome {
  counts: Record<ScriptChange, number>;
  errors: { line: number; message: string }[];
  /** Imported, but nobody can approve it as it is. */
  warnings: { line: number; message: string }[];
}

export async function importScripts(tool: Tool, file: string, approvedBy: string | undefined): Promise<Report> {
  const rows = await readScriptFile(file);
  const approverId =
    approvedBy === undefined ? null : await tool.inOrganization((scope) => findApprover(scope, approvedBy));
  const outcome: Outcome = { counts: { created: 0, updated: 0, approved: 0, unchanged: 0 }, errors: [], warnings: [] };
  const approval = approverId === null ? null : { userId: approverId, at: tool.clock.now() };
  await withProgress("scripts", async (progress) => {
    for (let start = 0; start < rows.length; start += ROWS_A_TRANSACTION) {
      const batch = rows.slice(start, start + ROWS_A_TRANSACTION);
      await tool.inOrganization(async (scope) => {
        await lockScripts(scope);
        const { claims } = readRules(await loadSettings(scope));
        for (const row of batch) await importRow(scope, row, approval, claims, outcome);
      });
      progress(start + batch.length, rows.length);
    }
  });
  return describe(file, rows, outcome, approvedBy);
}

async function importRow(
  scope: OrgScope,
  { line, record }: FileRow,
  approval: { userId: string; at: Date } | null,
  policy: ClaimPolicy,
  { counts, errors, warnings }: Outcome,
): Promise<void> {
  try {
    if (record === null) throw new InputError("this line is not a JSON object");
    const row = readScriptRow(record);
    const authorId = await findAuthor(scope, row);
    const findClaims = (words: ScriptWords) => claimsInScript(words, policy);
    counts[await saveScript(scope, byCli, { ...row, authorId }, approval, findClaims)]++;
    const held = approval === null ? findClaims(row.words) : [];
    if (held.length > 0) warnings.push({ line, message: `cannot be approved as it is: ${held.join(", ")}` });
  } catch (error) {
    // What the row itself says wrong is found before anything of it is written.
    if (!(error instanceof DeskhandError)) throw error;
    errors.push({ line, message: error.message });
  }
}

async function findApprover(scope: OrgScope, email: string): Promise<string> {
  const user = await findUserByEmail(scope, email);
  if (user.status !== "active" || !isAllowed(user.role, "script.approve")) {
    throw new ForbiddenError(`${user.email} (${user.role}, ${user.status}) may not approve scripts`);
  }
  return user.id;
}

async function findAuthor({ orgId, trx }: OrgScope, { author }: ScriptRow): Promise<string | null> {
  if (author === null) return null;
  const where = author.includes("@") ? { email: author.toLowerCase() } : { employeeCode: author };
  const user = await User.query(trx).findOne({ orgId, ...where });
  if (!user) throw new InputError(`created_by: there is no user ${author} (an e-mail address or an employee code)`);
  return user.id;
}

function describe(
  file: string,
  rows: FileRow[],
  { counts, errors, warnings }: Outcome,
  approvedBy: string | undefined,
): Report {
  const ignoredColumns = [...new Set(rows.flatMap(({ record }) => Object.keys(record ?? {})))].filter(
    (column) => !(scriptColumns as readonly string[]).includes(column),
  );
  const status = approvedBy === undefined ? "pending" : "approved";
  const listed = errors.slice(0, LISTED_ERRORS);
  const json = {
    file,
    read: rows.length,
    ...counts,
    status,
    failed: errors.length,
    errors: listed,
    warnings: warnings.slice(0, LISTED_ERRORS),
    ignoredColumns,
  };
  const lines = [
    fields({ read: rows.length, ...counts, failed: errors.length, "new ones are": status }),
    ...(ignoredColumns.length > 0 ? [`Columns left alone: ${ignoredColumns.join(", ")}`] : []),
    ...(warnings.length > 0
      ? [
          table(
            ["line", "imported, but"],
            warnings.slice(0, LISTED_ERRORS).map((one) => [one.line, one.message]),
            "",
          ),
        ]
      : []),
    ...(errors.length > 0
      ? [
          table(
            ["line", "not imported because"],
            listed.map((one) => [one.line, one.message]),
            "",
          ),
        ]
      : []),
  ];
  const isAllWrong = errors.length > 0 && errors.length === rows.length;
  const failure = isAllWrong ? `None of the ${rows.length} rows of ${file} could be imported` : undefined;
  return { json, text: lines.join("\n\n"), ...(failure === undefined ? {} : { failure }) };
}
