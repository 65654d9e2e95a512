import { beforeEach, expect, it, onTestFinished } from "vitest";
import { query } from "../support/data-folder.ts";
import { expectVerified } from "../support/expect-verified.ts";
import { freePort } from "../support/free-port.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { prepareDesk } from "../support/prepare-desk.ts";
import { spawnProduct } from "../support/spawn-product.ts";
import { startTelegramLoad, type TelegramLoad } from "../support/telegram-load.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { waitFor } from "../support/wait-for.ts";

const CUSTOMERS = 20;

let database: TestDatabase;
let load: TelegramLoad;
let port: number;

beforeEach(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  await prepareDesk(database.url);
  load = await startTelegramLoad(CUSTOMERS);
  port = await freePort();
  onTestFinished(async () => {
    await load.telegram.close();
    await database.drop();
  });
});

function start(variables: Record<string, string>) {
  return spawnProduct({ ...load.variables, DATABASE_URL: database.url, PORT: String(port), ...variables });
}

it("what a killed worker was at goes on in another within ten seconds", async () => {
  const web = await start({ DESKHAND_ROLE: "web" });
  await web.ready();
  const doomed = await start({ DESKHAND_ROLE: "worker" });
  await doomed.ready();
  const names = await waitFor("the first worker's lease", async () => {
    const [lease] = await query(database.url, "SELECT worker_ids FROM worker_leases WHERE worker_ids <> '{}'");
    return lease?.["worker_ids"] as string[] | undefined;
  });
  const other = await start({ DESKHAND_ROLE: "worker" });
  await other.ready();
  await load.callAt(`http://127.0.0.1:${port}`);
  load.ask(8);

  // Stopped in the middle of something: frozen first, so that what it holds can be seen.
  const held = await waitFor(
    "the worker to be caught at work",
    async () => {
      doomed.signal("SIGSTOP");
      const jobs = await query(
        database.url,
        `SELECT FROM graphile_worker.jobs WHERE locked_by IN (${names.map((name) => `'${name}'`).join()})`,
      );
      if (jobs.length === 0) doomed.signal("SIGCONT");
      return jobs.length > 0 ? jobs.length : null;
    },
    60_000,
  );
  doomed.signal("SIGKILL");
  await doomed.ended;
  const inDoubt = (await query(database.url, "SELECT FROM deliveries WHERE status = 'sending'")).length;
  const killedAt = performance.now();
  await waitFor(
    "everything the dead held to be taken over",
    async () => {
      const sql = `SELECT FROM graphile_worker.jobs WHERE locked_by IN (${names.map((name) => `'${name}'`).join()})`;
      return (await query(database.url, sql)).length === 0;
    },
    60_000,
  );
  const takenOverMs = Math.round(performance.now() - killedAt);
  await waitFor(
    "every answer",
    () => load.chats().every(({ asked, answered }) => new Set(answered).size > 0 && answered.length >= asked.length),
    60_000,
  );
  const extra = load.answers() - 8 * CUSTOMERS;
  process.stderr.write(`${held} jobs taken over after ${takenOverMs} ms; ${inDoubt} in doubt, ${extra} shown twice\n`);
  expect(takenOverMs).toBeLessThan(15_000);
  for (const { asked, answered } of load.chats())
    expect(answered.filter((kind, at) => kind !== answered[at - 1])).toEqual(asked);
  // Frozen for a moment, both workers may each have had something on its way.
  expect(extra).toBeLessThanOrEqual(inDoubt);
  await expectVerified(database.url);
}, 180_000);

it("a stop under load loses nothing, doubles nothing, and takes less than ten seconds", async () => {
  const product = await start({});
  await product.ready();
  await load.callAt(`http://127.0.0.1:${port}`);
  load.ask(15);
  await waitFor("work to be under way", () => load.answers() >= 10, 60_000);
  const asked = performance.now();
  product.signal("SIGTERM");
  expect(await product.ended).toEqual({ code: 0, signal: null });
  const stoppedMs = Math.round(performance.now() - asked);
  const [left] = await query(
    database.url,
    `SELECT (SELECT count(*) FROM inbound_receipts WHERE status = 'pending') AS receipts,
       (SELECT count(*) FROM deliveries WHERE status = 'sending') AS sending,
       (SELECT count(*) FROM graphile_worker.jobs WHERE locked_by IS NOT NULL) AS locked`,
  );
  process.stderr.write(`stopped in ${stoppedMs} ms with ${left?.["receipts"]} messages still to answer\n`);
  expect(stoppedMs).toBeLessThan(10_000);
  expect(left).toMatchObject({ sending: "0", locked: "0" });

  const again = await start({});
  await again.ready();
  await waitFor("every answer", () => load.answers() >= 15 * CUSTOMERS, 60_000);
  for (const { asked, answered } of load.chats()) expect(answered).toEqual(asked);
  await expectVerified(database.url);
}, 180_000);
