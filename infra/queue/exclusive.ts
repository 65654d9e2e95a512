import pg from "pg";
import { connectionOptions } from "../db/connect.ts";
import type { Log } from "../log/log.ts";

export interface Exclusive {
  /**
   * Runs `work` unless somebody is at work under this key. In this process whoever is then runs their own work once
   * more, which must find what came meanwhile by itself. `busy` is another process: the caller has to come again.
   * Rejects with what `work` threw, or when the database is away.
   */
  run(key: string, work: () => Promise<void>): Promise<"done" | "busy">;
  close(): Promise<void>;
}

// Taking a lock never waits for anybody, so a silence this long is a lost connection.
const ANSWER_WITHIN_MS = 10_000;

/**
 * One piece of work at a time for each key, over all processes. The locks are advisory and all belong to one
 * connection, so that they end with the process, however it ends. `url` is null where there is only one process.
 */
export function createExclusive(url: string | null, log: Log): Exclusive {
  const running = new Map<string, { again: boolean }>();
  const locks = url === null ? noLocks : createLocks(url, log);

  const runLocked = async (
    key: string,
    work: () => Promise<void>,
    mine: { again: boolean },
  ): Promise<"done" | "busy"> => {
    if (!(await locks.take(key))) return "busy";
    try {
      for (;;) {
        mine.again = false;
        try {
          await work();
          // Nothing may come between this look and the leaving, or it would be missed.
          if (!mine.again) return "done";
        } catch (error) {
          if (!mine.again) throw error;
          log.warn("queue.failed_and_begun_again", { error });
        }
      }
    } finally {
      running.delete(key);
      await locks.release(key);
    }
  };

  return {
    run: async (key, work) => {
      const other = running.get(key);
      if (other) {
        other.again = true;
        return "done";
      }
      const mine = { again: false };
      running.set(key, mine);
      try {
        return await runLocked(key, work, mine);
      } finally {
        if (running.get(key) === mine) running.delete(key);
      }
    },
    close: () => locks.close(),
  };
}

interface Locks {
  take(key: string): Promise<boolean>;
  release(key: string): Promise<void>;
  close(): Promise<void>;
}

const noLocks: Locks = { take: async () => true, release: async () => undefined, close: async () => undefined };

/** Advisory locks of one connection, which is opened when it is needed. */
function createLocks(url: string, log: Log): Locks {
  let connecting: Promise<pg.Client> | null = null;

  const forget = (client: Promise<pg.Client>) => {
    if (connecting === client) connecting = null;
  };
  const connected = (): Promise<pg.Client> => {
    if (connecting) return connecting;
    const client = new pg.Client({ ...connectionOptions(url), query_timeout: ANSWER_WITHIN_MS });
    const opening = client.connect().then(() => client);
    client.on("error", () => forget(opening));
    client.on("end", () => forget(opening));
    opening.catch(() => forget(opening));
    connecting = opening;
    return opening;
  };

  // A client takes one query at a time; node-postgres will no longer keep the others waiting by itself. Each connection
  // has its own order, so that a silent one holds up nobody on the next.
  const last = new WeakMap<pg.Client, Promise<unknown>>();
  const inTurn = <T>(client: pg.Client, query: () => Promise<T>): Promise<T> => {
    const next = (last.get(client) ?? Promise.resolve()).then(query);
    last.set(
      client,
      next.catch(() => undefined),
    );
    return next;
  };

  return {
    take: async (key: string): Promise<boolean> => {
      const client = await connected();
      const { rows } = await inTurn(client, () =>
        client.query("SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken", [key]),
      );
      return rows[0].taken;
    },
    release: async (key: string): Promise<void> => {
      const holder = connecting;
      if (!holder) return; // the lock went with its connection
      try {
        const client = await holder;
        await inTurn(client, () => client.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [key]));
      } catch (error) {
        // A lock that nobody gives back would stop its chat for good: it ends with its connection.
        log.warn("queue.lock_not_released", { error });
        forget(holder);
        await holder.then((client) => client.end()).catch(() => undefined);
      }
    },
    close: async (): Promise<void> => {
      const holder = connecting;
      connecting = null;
      await holder?.then((client) => client.end()).catch(() => undefined);
    },
  };
}
