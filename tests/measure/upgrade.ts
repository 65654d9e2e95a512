/**
 * `npm run measure:upgrade [MESSAGES]`: upgrades the first release with a million messages of 50,000 customers in it while others
 * read and write, and prints which locks kept them out and how long.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectOwner } from "../../infra/db/connect.ts";
import { openEmbeddedPostgres } from "../../infra/embedded-postgres/open-embedded-postgres.ts";
import { silentLog } from "../../infra/log/log.ts";
import { fillLarge } from "../releases/fill-large.ts";
import { loadRelease } from "../releases/releases.ts";
import { largeTables, watchUpgrade } from "../releases/watch-upgrade.ts";

const messages = Number(process.argv[2] ?? 1_000_000);
const dataDir = await mkdtemp(join(tmpdir(), "deskhand-upgrade-"));
await chmod(dataDir, 0o711); // for the server's user, when this runs as root

const postgres = await openEmbeddedPostgres({ dataDir, role: "tool", log: silentLog });
try {
  await loadRelease(postgres.url, "0.1.0-desk");
  const owner = connectOwner(postgres.url);
  await fillLarge(owner, { customers: Math.ceil(messages / 20), messages });
  await owner.destroy();
  const { holds, slowestMs, migrateMs } = await watchUpgrade(postgres.url, largeTables);
  const line = (ms: number, words: string) => process.stdout.write(`${ms.toFixed(0).padStart(6)} ms  ${words}\n`);
  line(migrateMs, "for the upgrade");
  for (const { name, ms } of await slowest(postgres.url)) line(ms, `of it for ${name}`);
  for (const { table, mode, ms } of holds.slice(0, 10)) line(ms, `${mode} of ${table}`);
  for (const [name, ms] of Object.entries(slowestMs)) line(ms, `at the longest: ${name}`);
} finally {
  await postgres.close();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
}

/** The migrations that took longest, by when each and the one before it were written down. */
async function slowest(url: string): Promise<{ name: string; ms: number }[]> {
  const knex = connectOwner(url);
  const { rows } = await knex.raw(
    `SELECT name, ms FROM (SELECT name, batch, extract(epoch FROM migration_time - lag(migration_time) OVER (ORDER BY id)) * 1000 AS ms
       FROM knex_migrations) m WHERE batch > 2 ORDER BY ms DESC LIMIT 5`,
  );
  await knex.destroy();
  return rows.map(({ name, ms }: { name: string; ms: string }) => ({ name, ms: Number(ms) }));
}
