import { notKept, readColumnUses, readSeedColumns, type SeedColumn } from "./column-uses.ts";

const opening = `# The columns of the two documents

\`npm run columns\` writes this page from \`tests/columns/uses.tsv\`. A name in \`code\` is a command, the command line, a route of the
[API](api.md) or a job; \`message\` is what a customer or a person at the desk writes; \`[name]\` is a button. \`default\` and
\`generated\` are the database's own. The test beside it fails for a column without a writer or reader, for a name that there is
not, and for a file that does not name the column it is said to write.
`;

/** The page: every column of the two documents with who writes and who reads it, table by table. */
export function columnsPage(): string {
  const tables = new Map<string, SeedColumn[]>();
  for (const column of readSeedColumns()) {
    const table = column.target === "-" ? "not kept" : (column.target.split(".")[0] ?? "");
    tables.set(table, [...(tables.get(table) ?? []), column]);
  }
  const names = [...tables.keys()].sort();
  return [opening, ...names.map((table) => section(table, tables.get(table) ?? []))].join("\n");
}

function section(table: string, columns: SeedColumn[]): string {
  const uses = readColumnUses();
  const targets = [...new Set(columns.map(({ target, name }) => (target === "-" ? name : target)))];
  const rows = targets.map((target) => {
    const from = columns.filter((one) => one.target === target || one.name === target);
    const documents = [...new Set(from.map(({ document, name }) => `${document} ${name}`))].join(", ");
    const use = uses.get(target);
    return [target.split(".").slice(1).join("."), documents, ...cells(target, use?.writer, use?.reader)];
  });
  const lines = [["column", "in the documents", "written by", "read by"], ["---", "---", "---", "---"], ...rows];
  return [`## ${table}`, "", ...lines.map((line) => `| ${line.map(escaped).join(" | ")} |`), ""].join("\n");
}

function cells(target: string, writer = "", reader = ""): [string, string] {
  const reason = notKept[target];
  return reason === undefined ? [writer, reader] : [`not kept: ${reason}`, "–"];
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
