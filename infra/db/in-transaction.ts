import type { Knex } from "knex";
import { passFaultPoint } from "../fault-points.ts";

/**
 * A transaction of the system role with a fault point right before its commit and one right after: `NAME:before`,
 * `NAME:after`.
 */
export async function inTransaction<T>(
  knex: Knex,
  name: string,
  work: (trx: Knex.Transaction) => Promise<T>,
  options?: Knex.TransactionConfig,
): Promise<T> {
  const result = await knex.transaction(async (trx) => {
    const done = await work(trx);
    passFaultPoint(`${name}:before`);
    return done;
  }, options);
  passFaultPoint(`${name}:after`);
  return result;
}
