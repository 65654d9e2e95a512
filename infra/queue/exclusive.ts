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

// Named: PostgreSQL reads and plans them once a connection.
const TAKE = { name: "take", text: "SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken" };
const RELEASE = { name: "release", text: "SELECT pg_advisory_unlock(hashtextextended($1, 0))" };

/** Advisory locks of one connection, which is opened when it is needed. */
function createLocks(url: string, log: Log): Locks {
  let connecting: Promise<pg.Client> | null = null;

  const forget = (client: Promise<pg.Client>) => {
    if (connecting === client) connecting = null;
  };
  const connected = (): Promise<pg.Client> => {
    if (connecting) return connecting;
    // What is asked goes out at once: a silent answer to one holds up nobody's question.
    const options = { ...connectionOptions(url), query_timeout: ANSWER_WITHIN_MS, pipeline: true };
    const client = new pg.Client(options);
    const opening = client.connect().then(() => client);
    client.on("error", () => forget(opening));
    client.on("end", () => forget(opening));
    opening.catch(() => forget(opening));
    connecting = opening;
    return opening;
  };

  return {
    take: async (key: string): Promise<boolean> => {
      const client = await connected();
      const { rows } = await client.query({ ...TAKE, values: [key] });
      return rows[0].taken;
    },
    release: async (key: string): Promise<void> => {
      const holder = connecting;
      if (!holder) return; // the lock went with its connection
      try {
        const client = await holder;
        await client.query({ ...RELEASE, values: [key] });
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
