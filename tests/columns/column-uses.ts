import { readFileSync } from "node:fs";

/** A column of the two documents, and where it is with us; `-`: deliberately nowhere. */
export interface SeedColumn {
  document: string;
  name: string;
  target: string;
}

/** Who writes and who reads a column of ours, and the file that writes it. */
export interface ColumnUse {
  writer: string;
  reader: string;
  /** `-` where the database alone writes it, or nothing does. */
  writtenIn: string;
}

/** Why a column of the documents has no place with us. */
export const notKept: Readonly<Record<string, string>> = {
  "customer_tags.id": "the customer and the tag name the row already",
};

/**
 * What keeps the rows that a file makes, where it writes none itself: the files that hand them on, the last of which
 * writes. One of two that follow each other imports the other.
 */
export const handedOn: Readonly<Record<string, readonly string[]>> = {
  "app/http/api/routes/put-customer.ts": ["domain/customers/put-customer.ts"],
  "bot/growth/workflow/advance-execution.ts": ["domain/growth/workflow/execution.ts"],
  "bot/handover/answer-handover.ts": ["bot/desk/conversation-acts.ts"],
  "bot/leads/score-message.ts": ["domain/leads/keep-score.ts"],
  "domain/content/materials/material.ts": ["domain/content/materials/save-material.ts"],
  "domain/content/read-script-row.ts": ["app/cli/script/import-scripts.ts", "domain/content/save-script.ts"],
  "domain/conversations/sla-clock.ts": ["domain/conversations/keep-sla.ts"],
  "domain/customers/profile-fields.ts": [
    "domain/customers/custom-fields.ts",
    "bot/commands/customer/set.ts",
    "domain/customers/set-field.ts",
  ],
  "domain/funds/funnel/derive-bottom.ts": ["domain/funds/funnel/keep-rows.ts"],
  "domain/funds/funnel/derive-middle.ts": ["domain/funds/funnel/keep-rows.ts"],
  "domain/funds/funnel/derive-top.ts": ["domain/funds/funnel/keep-rows.ts"],
  "domain/leads/read-lead-row.ts": ["domain/leads/save-leads.ts"],
  "domain/performance/count/count-customers.ts": [
    "domain/performance/compute-kpis.ts",
    "domain/performance/keep-kpis.ts",
  ],
  "domain/performance/count/count-talks.ts": ["domain/performance/compute-kpis.ts", "domain/performance/keep-kpis.ts"],
  "domain/performance/count/sum-funds.ts": ["domain/performance/compute-kpis.ts", "domain/performance/keep-kpis.ts"],
};

export function readSeedColumns(): SeedColumn[] {
  return readRows("../fixtures/schema/seed-columns.tsv").map(([document = "", table, column, target = ""]) => ({
    document,
    name: `${table}.${column}`,
    target,
  }));
}

/** By column. */
export function readColumnUses(): Map<string, ColumnUse> {
  return new Map(
    readRows("./uses.tsv").map(([column = "", writer = "", reader = "", writtenIn = ""]) => [
      column,
      { writer, reader, writtenIn },
    ]),
  );
}

function readRows(path: string): string[][] {
  const [, ...lines] = readFileSync(new URL(path, import.meta.url), "utf8")
    .trimEnd()
    .split("\n");
  return lines.map((line) => line.split("\t"));
}
