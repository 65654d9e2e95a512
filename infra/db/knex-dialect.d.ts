// Parts of knex that its own types leave out, as `organization-client.ts` uses them.

declare module "knex/lib/dialects/postgres/execution/pg-transaction.js" {
  import type { Knex } from "knex";
  export default class PostgresTransaction {
    constructor(
      client: Knex.Client,
      container: (trx: Knex.Transaction) => unknown,
      config?: Knex.TransactionConfig,
      outer?: unknown,
    );
    begin(connection: unknown): Promise<void>;
  }
}

declare module "knex/lib/dialects/postgres/index.js" {
  import { knex } from "knex";
  /** A statement with what the server answered. */
  export interface Answered {
    sql: string;
    response: { command: string };
  }
  export default class PostgresClient extends knex.Client {
    _query(connection: object, statement: unknown): Promise<Answered>;
  }
}
