import type { Knex } from "knex";
import PostgresTransaction from "knex/lib/dialects/postgres/execution/pg-transaction.js";
import PostgresClient, { type Answered } from "knex/lib/dialects/postgres/index.js";
import { errorCode } from "./error-code.ts";
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

  /**
   * Statements that go out at once and come after one that failed are told only that the transaction has: they fail with
   * what went wrong, so that whoever waits for all of them hears of it whichever is heard first. So does a commit of a
   * transaction in which a failure was swallowed: PostgreSQL rolls that back and calls it no error, and knex a success.
   */
  override async _query(connection: object, statement: unknown): Promise<Answered> {
    try {
      const answered = await super._query(connection, statement);
      if (isUndone(answered)) throw causeAt(connection);
      return answered;
    } catch (error) {
      const first = failures.get(connection);
      if (errorCode(error) === IN_FAILED_TRANSACTION && first) throw copyOf(first);
      if (error instanceof Error) failures.set(connection, error);
      throw error;
    }
  }
}

const IN_FAILED_TRANSACTION = "25P02";
/** What last went wrong at a connection. */
const failures = new WeakMap<object, Error>();

/** PostgreSQL, COMMIT: in a transaction that has failed it answers ROLLBACK. */
function isUndone({ sql, response }: Answered): boolean {
  return sql === "COMMIT;" && response.command === "ROLLBACK";
}

function causeAt(connection: object): Error {
  const cause = failures.get(connection);
  return cause ? copyOf(cause) : new Error("the transaction was rolled back at its commit");
}

/** knex writes the statement into an error's message: each has its own. */
function copyOf(error: Error): Error {
  return Object.create(Object.getPrototypeOf(error), Object.getOwnPropertyDescriptors(error));
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
