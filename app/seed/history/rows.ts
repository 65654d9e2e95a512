import type { Knex } from "knex";

/** A row by its columns, as SQL names them. */
export type Row = Record<string, string | number | boolean | Date | null>;

const ROWS_A_TIME = 500;

/** Puts the rows of many customers together, by table. */
export function gather(all: Map<string, Row[]>, more: Record<string, Row[]>): void {
  for (const [table, rows] of Object.entries(more)) {
    const known = all.get(table);
    if (known) known.push(...rows);
    else all.set(table, [...rows]);
  }
}

/** Inserts a table's rows, some hundreds a statement. */
export async function insertRows(trx: Knex, table: string, rows: readonly Row[]): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_A_TIME) {
    await trx(table).insert(rows.slice(start, start + ROWS_A_TIME));
  }
}
