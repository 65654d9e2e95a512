import type { Fault } from "../bench/fault.ts";
import type { FaultScene } from "../bench/scene.ts";
import { lasting } from "./lasting.ts";

export const databaseFaults: readonly Fault[] = [
  { name: "PostgreSQL stopped for 10 s", madeBy: "server", run: (scene) => stopped(scene, { full: 10, short: 2 }) },
  {
    name: "PostgreSQL stopped for 6 min",
    madeBy: "server",
    fullOnly: "it is the ten seconds' outage for longer, and six minutes are what makes it another",
    run: (scene) => stopped(scene, { full: 360, short: 2 }),
  },
  {
    name: "every connection to PostgreSQL cut, five times",
    madeBy: "proxy",
    run: async (scene) => {
      for (let cut = 0; cut < 5; cut++) {
        await scene.database.proxy.cut();
        await scene.database.proxy.restore();
        await lasting(scene, { full: 2, short: 0.2 });
      }
    },
  },
  {
    name: "failover: PostgreSQL is cut off, and its data served at another address",
    madeBy: "proxy",
    run: async (scene) => {
      const { database } = scene;
      await database.proxy.cut();
      await database.stop();
      await database.start();
      await database.proxy.restore();
    },
  },
  {
    name: "the database's disk is full (53100)",
    madeBy: "trigger",
    run: async (scene) => {
      await scene.database.query(refuseFullDisk);
      await onEach(
        scene,
        (table) => `CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_full_disk()`,
      );
      await lasting(scene, { full: 10, short: 2 });
      await onEach(scene, (table) => `DROP TRIGGER full_disk ON ${table}`);
    },
  },
  {
    name: "a table locked for 30 s",
    madeBy: "lock",
    run: async (scene) => {
      const holder = await scene.database.connect();
      await holder.query("BEGIN; LOCK TABLE messages IN ACCESS EXCLUSIVE MODE");
      await lasting(scene, { full: 30, short: 3 });
      await holder.query("ROLLBACK");
      await holder.end();
    },
  },
  {
    name: "every commit takes 250 ms longer",
    madeBy: "trigger",
    run: async (scene) => {
      await scene.database.query(waitAtCommit);
      await onEach(
        scene,
        (table) => `CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT OR UPDATE ON ${table}
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_at_commit()`,
      );
      await lasting(scene, { full: 20, short: 2 });
      await onEach(scene, (table) => `DROP TRIGGER slow_commit ON ${table}`);
    },
  },
];

async function stopped(scene: FaultScene, seconds: { full: number; short: number }): Promise<void> {
  await scene.database.stop();
  await lasting(scene, seconds);
  await scene.database.start();
}

/** What every turn and every delivery writes to. */
const written = ["inbound_receipts", "conversations", "deliveries"];

/** One after the other: whoever locked several at once would meet turns that have them in another order. */
async function onEach({ database }: FaultScene, sql: (table: string) => string): Promise<void> {
  for (const table of written) await database.query(sql(table));
}

const refuseFullDisk = `
  CREATE OR REPLACE FUNCTION refuse_full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
  END $$`;

/** Deferred triggers run inside the commit, with every lock held, as a slow fsync holds them; once a transaction. */
const waitAtCommit = `
  CREATE OR REPLACE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF current_setting('faults.waited', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
      PERFORM set_config('faults.waited', pg_current_xact_id()::text, true);
      PERFORM pg_sleep(0.25);
    END IF;
    RETURN NULL;
  END $$`;
