import { Client } from "pg";
import { funds } from "./funds.ts";
import { messages } from "./messages.ts";
import { people } from "./people.ts";
import { type SeedPlan, type SeedStep, seedSchema } from "./plan.ts";
import { talk } from "./talk.ts";

/** As many statements at once: the database's processors, as on a small machine. */
const AT_ONCE = 2;

/**
 * Fills a migrated database with the talk and funds of years, all of it made by the database itself from a seed. Foreign
 * keys are not looked at while it is made: the rows refer to each other by construction, and each look costs.
 */
export async function seedScale(ownerUrl: string, plan: SeedPlan, say: (line: string) => void = () => undefined) {
  await run(ownerUrl, seedSchema(plan));
  for (const group of [...people, ...talk, ...messages, ...funds]) await runGroup(ownerUrl, group, say);
  await run(ownerUrl, "DROP SCHEMA scale CASCADE");
  // Once with what is known of each value, and once so that what is visible to all need not be looked up row by row.
  await run(ownerUrl, "VACUUM ANALYZE");
}

async function runGroup(ownerUrl: string, group: SeedStep[], say: (line: string) => void): Promise<void> {
  const waiting = [...group];
  const work = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const started = performance.now();
      const rows = await run(ownerUrl, step.sql);
      say(`${step.table}: ${rows} rows in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function run(ownerUrl: string, sql: string): Promise<number> {
  const client = new Client({
    connectionString: ownerUrl,
    options: "-c session_replication_role=replica -c timezone=UTC -c jit=off -c work_mem=64MB",
  });
  await client.connect();
  try {
    const { rowCount } = await client.query(sql);
    return rowCount ?? 0;
  } finally {
    await client.end();
  }
}
