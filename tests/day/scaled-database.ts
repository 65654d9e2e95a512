import { connectOwner } from "../../infra/db/connect.ts";
import type { DayClock } from "./day-clock.ts";

/** A job that is to run later comes no sooner than this, so that what waits for a budget does not spin. */
const SOONEST_MS = 40;

/**
 * Lets a database of the simulation live in the day's time where the product leaves the time to it: columns that are
 * filled by themselves, and when a job is due. Everything else the product takes from its clock. What it asks of
 * `clock_timestamp()` itself (leases, tokens, `updated_at`) stays in the machine's time.
 */
export async function scaleDatabase(ownerUrl: string, clock: DayClock): Promise<void> {
  const owner = connectOwner(ownerUrl);
  try {
    await owner.raw(
      "CREATE TABLE day_time (simulated timestamptz NOT NULL, real timestamptz NOT NULL, speed double precision NOT NULL)",
    );
    await owner.raw("GRANT SELECT ON day_time TO PUBLIC");
    await owner.raw(`CREATE FUNCTION day_now() RETURNS timestamptz LANGUAGE sql VOLATILE SECURITY DEFINER
      SET search_path = public, pg_temp AS
      $$SELECT simulated + (clock_timestamp() - real) * speed FROM day_time$$`);
    await owner.raw(fillInSimulatedTime);
    await owner.raw(enqueueInRealTime(clock.speed));
    await anchorDatabase(ownerUrl, clock);
  } finally {
    await owner.destroy();
  }
}

/** After the clock was stopped or went on. */
export async function anchorDatabase(ownerUrl: string, clock: DayClock): Promise<void> {
  const owner = connectOwner(ownerUrl);
  try {
    const { simulated, real, speed } = clock.anchor();
    await owner.transaction(async (trx) => {
      await trx.raw("DELETE FROM day_time");
      await trx.raw("INSERT INTO day_time VALUES (?, ?, ?)", [simulated, real, speed]);
    });
  } finally {
    await owner.destroy();
  }
}

const fillInSimulatedTime = `DO $$
DECLARE filled record;
BEGIN
  FOR filled IN
    SELECT format('%I.%I', n.nspname, c.relname) AS "table", a.attname AS "column"
    FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum
    WHERE n.nspname = 'public' AND pg_get_expr(d.adbin, d.adrelid) = 'now()'
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT day_now()', filled."table", filled."column");
  END LOOP;
END $$`;

// The product says a wait by the database's clock: it is shortened here, not the moment. Same call as in access.sql.
const enqueueInRealTime = (speed: number) => `CREATE OR REPLACE FUNCTION enqueue_job(
  identifier text, payload json, queue_name text, job_key text, run_at timestamptz, max_attempts integer, job_key_mode text
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT graphile_worker.add_job(
    identifier := enqueue_job.identifier, payload := enqueue_job.payload, queue_name := enqueue_job.queue_name,
    run_at := CASE WHEN enqueue_job.run_at IS NOT NULL THEN now() +
      greatest((enqueue_job.run_at - clock_timestamp()) / ${speed}, interval '${SOONEST_MS} ms') END,
    max_attempts := enqueue_job.max_attempts, job_key := enqueue_job.job_key,
    priority := CASE WHEN enqueue_job.identifier <> 'deliver' THEN 0
      ELSE CASE enqueue_job.payload->>'lane' WHEN 'campaign' THEN 6 WHEN 'mirror' THEN 5 WHEN 'unhurried' THEN 5 WHEN 'staff' THEN 0 ELSE -1 END END,
    job_key_mode := enqueue_job.job_key_mode)
$$`;
