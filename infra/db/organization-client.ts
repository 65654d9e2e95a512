import type { Knex } from "knex";
import PostgresTransaction from "knex/lib/dialects/postgres/execution/pg-transaction.js";
import PostgresClient from "knex/lib/dialects/postgres/index.js";
import type { Connection } from "./prepared-statements.ts";

declare module "knex" {
  namespace Knex {
    interface TransactionConfig {
      /** Whose rows the transaction sees and writes; a transaction of the system's where it is left out. */
      orgId?: string;
    }
  }
}

/**
 * knex's client, whose transactions can begin as an organisation's (`orgId` in their configuration) in one round trip:
 * round trips are what a turn spends most of its time on.
 */
export class OrganizationClient extends PostgresClient {
  override transaction(...given: Parameters<PostgresClient["transaction"]>): Knex.Transaction {
    // Its types call what runs a transaction by the name of what is handed to the work inside it.
    return new OrganizationTransaction(this, ...given) as unknown as Knex.Transaction;
  }
}

class OrganizationTransaction extends PostgresTransaction {
  readonly #orgId: string | undefined;

  constructor(...given: ConstructorParameters<typeof PostgresTransaction>) {
    super(...given);
    const [, , config] = given;
    this.#orgId = config?.orgId;
  }

  override async begin(connection: Connection): Promise<void> {
    if (this.#orgId === undefined) return super.begin(connection);
    await Promise.all([super.begin(connection), actAs(connection, this.#orgId)]);
  }
}

function actAs(connection: Connection, orgId: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const statement = { text: "SELECT set_config('deskhand.org_id', $1, true)", values: [orgId] };
    connection.query(statement, (error: unknown) => (error ? reject(error) : resolve()));
  });
}
