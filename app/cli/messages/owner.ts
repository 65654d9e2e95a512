import { setTimeout } from "node:timers/promises";
import type { Knex } from "knex";
import { connectOwner } from "../../../infra/db/connect.ts";
import { ConfigError, UnavailableError } from "../../../infra/errors.ts";
import type { Tool } from "../tool.ts";

/** The schema's owner: months are tables, which the application may not touch. @throws ConfigError where only its login is known. */
export async function openOwner(tool: Tool): Promise<Knex> {
  const { ownerUrl } = await tool.database();
  if (ownerUrl === null) throw new ConfigError("This needs the owner of the schema: set DATABASE_URL");
  const owner = connectOwner(ownerUrl);
  tool.closeAtEnd(() => owner.destroy());
  return owner;
}

/** Below a second, after which the server looks for deadlocks: it is we who give way, never a message. */
const WAITS_FOR = "400ms";
const TRIES = 60;
const PAUSE_MS = 500;

/**
 * One transaction that locks messages for a moment: it waits only briefly for its locks, so that no message waits long
 * behind it, and comes again when it did not get them. @throws UnavailableError after half a minute.
 */
export async function moveTables<T>(owner: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      return await owner.transaction(async (trx) => {
        await trx.raw("SELECT set_config('lock_timeout', ?, true), set_config('timezone', 'UTC', true)", [WAITS_FOR]);
        return work(trx);
      });
    } catch (error) {
      if (!isLocked(error)) throw error;
      await setTimeout(PAUSE_MS);
    }
  }
  throw new UnavailableError("The messages were in use all the time; nothing was changed. Try again at a quieter hour");
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "55P03" || error.code === "40P01");
}
