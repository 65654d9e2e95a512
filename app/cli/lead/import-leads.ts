import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import type { CountryCode } from "libphonenumber-js/max";
import { writeAudit } from "../../../domain/control/audit-log.ts";
import { phoneCountryOf } from "../../../domain/customers/contact-points.ts";
import { type LeadRow, readLeadRow } from "../../../domain/leads/read-lead-row.ts";
import { knownReferences, referenceOf, saveLeads } from "../../../domain/leads/save-leads.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { DeskhandError } from "../../../infra/errors.ts";
import { withProgress } from "../progress.ts";
import type { Report } from "../report.ts";
import { fields, table } from "../table.ts";
import { byCli, type Tool } from "../tool.ts";
import { errorTable, type RowError } from "./error-table.ts";
import { type LeadFile, readLeadFile } from "./read-lead-file.ts";

const ROWS_A_TRANSACTION = 500;
const SHOWN = 5;
const LISTED_ERRORS = 20;

interface Sorted {
  rows: LeadRow[];
  errors: RowError[];
  /** Rows that say again what another row of the file says. */
  repeated: number;
}

/** Imports a file of leads, or says what an import would do. A file that is read again adds nothing. */
export async function importLeads(tool: Tool, path: string, { dryRun }: { dryRun: boolean }): Promise<Report> {
  const file = await readLeadFile(path);
  const country = phoneCountryOf(await tool.inOrganization((scope) => loadSettings(scope)));
  const sorted = sortOut(file, country);
  const name = basename(path);
  const created = dryRun ? await countNew(tool, sorted.rows) : await saveAll(tool, sorted.rows, name);
  if (dryRun || sorted.errors.length === 0) return describe(path, file, sorted, { created, dryRun, errorFile: null });
  const errorFile = `${path}.errors.csv`;
  await writeFile(errorFile, errorTable(file.headers, sorted.errors));
  return describe(path, file, sorted, { created, dryRun, errorFile });
}

function sortOut({ lines }: LeadFile, country: CountryCode): Sorted {
  const rows = new Map<string, LeadRow>();
  const errors: RowError[] = [];
  for (const line of lines) {
    try {
      const row = readLeadRow(line.record, country);
      const reference = referenceOf(row);
      if (!rows.has(reference)) rows.set(reference, row);
    } catch (error) {
      if (!(error instanceof DeskhandError)) throw error;
      errors.push({ ...line, message: error.message });
    }
  }
  return { rows: [...rows.values()], errors, repeated: lines.length - errors.length - rows.size };
}

async function saveAll(tool: Tool, rows: readonly LeadRow[], file: string): Promise<number> {
  let created = 0;
  await withProgress("leads", async (progress) => {
    for (const { batch, done } of batchesOf(rows)) {
      created += await tool.inOrganization((scope) => saveLeads(scope, batch, { file, at: tool.clock.now() }));
      progress(done, rows.length);
    }
  });
  await tool.inOrganization(({ trx, orgId }) =>
    writeAudit(trx, {
      orgId,
      by: byCli,
      action: "lead.import",
      resourceType: "organization",
      resourceId: orgId,
      changes: { file, created, known: rows.length - created },
    }),
  );
  return created;
}

async function countNew(tool: Tool, rows: readonly LeadRow[]): Promise<number> {
  let known = 0;
  for (const { batch } of batchesOf(rows)) {
    known += (await tool.inOrganization((scope) => knownReferences(scope, batch.map(referenceOf)))).size;
  }
  return rows.length - known;
}

function* batchesOf(rows: readonly LeadRow[]) {
  for (let start = 0; start < rows.length; start += ROWS_A_TRANSACTION) {
    const batch = rows.slice(start, start + ROWS_A_TRANSACTION);
    yield { batch, done: start + batch.length };
  }
}

function describe(
  path: string,
  { lines, ignored }: LeadFile,
  { rows, errors, repeated }: Sorted,
  { created, dryRun, errorFile }: { created: number; dryRun: boolean; errorFile: string | null },
): Report {
  const counts = { read: lines.length, created, known: rows.length - created, repeated, failed: errors.length };
  const listed = errors.slice(0, LISTED_ERRORS).map(({ line, message }) => ({ line, message }));
  const preview = dryRun ? rows.slice(0, SHOWN) : [];
  const json = { file: path, dryRun, ...counts, ignoredColumns: ignored, errors: listed, errorFile, preview };
  const text = [
    dryRun ? "Nothing is imported yet; this is what would be:" : "",
    fields({
      read: counts.read,
      [dryRun ? "would be new" : "new"]: created,
      "known already": counts.known,
      "twice in the file": repeated,
      failed: counts.failed,
    }),
    ignored.length > 0 ? `Columns left alone: ${ignored.join(", ")}` : "",
    dryRun ? table(["name", "phone", "e-mail", "WeChat", "company", "source"], preview.map(shown), "") : "",
    errors.length > 0
      ? table(
          ["line", "not imported because"],
          listed.map((one) => [one.line, one.message]),
          "",
        )
      : "",
    errorFile ? `All rows with errors are in ${errorFile}: mend them there and import it.` : "",
  ];
  const isAllWrong = errors.length > 0 && errors.length === lines.length;
  const failure = isAllWrong ? `None of the ${lines.length} rows of ${path} could be imported` : undefined;
  return { json, text: text.filter(Boolean).join("\n\n"), ...(failure === undefined ? {} : { failure }) };
}

const shown = (row: LeadRow) => [
  row.contact_name,
  row.contact_phone,
  row.contact_email,
  row.contact_wechat,
  row.company_name,
  row.utm_source ?? row.source_detail ?? row.source_platform,
];
