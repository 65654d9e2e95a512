import type { Knex } from "knex";

const PAGE = 500;
let opened = 0;

/** The rows of a query one after the other, of which the process holds a page at a time. Inside a transaction. */
export async function* readThrough<Row>(
  trx: Knex.Transaction,
  sql: string,
  bindings: Record<string, Knex.RawBinding>,
): AsyncGenerator<Row> {
  opened += 1;
  const cursor = `read_through_${opened}`;
  await trx.raw(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, bindings);
  for (;;) {
    const { rows } = await trx.raw(`FETCH ${PAGE} FROM ${cursor}`);
    yield* rows;
    if (rows.length < PAGE) break;
  }
  await trx.raw(`CLOSE ${cursor}`);
}
