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
