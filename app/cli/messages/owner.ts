import type { Knex } from "knex";
import { WAITS_FOR, withBriefLocks } from "../../../infra/db/brief-locks.ts";
import { connectOwner } from "../../../infra/db/connect.ts";
import { ConfigError } from "../../../infra/errors.ts";
import type { Tool } from "../tool.ts";

/**
 * The schema's owner: months are tables, which the application may not touch. @throws ConfigError where only its login
 * is known.
 */
export async function openOwner(tool: Tool): Promise<Knex> {
  const { ownerUrl } = await tool.database();
  if (ownerUrl === null) throw new ConfigError("This needs the owner of the schema: set DATABASE_URL");
  const owner = connectOwner(ownerUrl);
  tool.closeAtEnd(() => owner.destroy());
  return owner;
}

/**
 * One transaction that locks messages for a moment: it waits only briefly for its locks, so that no message waits long
 * behind it, and comes again when it did not get them. @throws UnavailableError after half a minute.
 */
export async function moveTables<T>(owner: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  const once = () =>
    owner.transaction(async (trx) => {
      await trx.raw("SELECT set_config('lock_timeout', ?, true), set_config('timezone', 'UTC', true)", [WAITS_FOR]);
      return work(trx);
    });
  return withBriefLocks(
    once,
    "The messages were in use all the time; nothing was changed. Try again at a quieter hour",
  );
}
