import { afterAll, beforeAll, expect, it } from "vitest";
import { connectOwner } from "../../infra/db/connect.ts";
import type { TestDatabase } from "../support/test-database.ts";
import { fillLarge } from "./fill-large.ts";
import { restoreRelease } from "./restore-release.ts";
import { largeTables, watchUpgrade } from "./watch-upgrade.ts";

// A small form of what `npm run measure:upgrade` does with a million messages.
const SIZE = { customers: 30_000, messages: 60_000 };
/**
 * What no lock may last, on the slowest machine that runs this: building one index of this size under a lock takes
 * longer there.
 */
const MOMENT_MS = 1_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await restoreRelease("0.1.0-desk");
  const owner = connectOwner(database.url);
  await fillLarge(owner, SIZE);
  await owner.destroy();
}, 120_000);
afterAll(() => database.drop());

it("upgrades the first release with rows in its tables while people work, whom it keeps waiting for moments alone", async () => {
  const { holds, slowestMs } = await watchUpgrade(database.url, largeTables);
  // It was looked: locks of a moment were seen.
  expect(holds.length).toBeGreaterThan(0);
  expect(holds.filter(({ ms }) => ms > MOMENT_MS)).toEqual([]);
  expect(Object.keys(slowestMs)).toHaveLength(7);
  expect(Object.entries(slowestMs).filter(([, ms]) => ms > 2 * MOMENT_MS)).toEqual([]);
}, 180_000);

it("has filled, numbered and indexed what was there before and what came meanwhile", async () => {
  const owner = connectOwner(database.url);
  const read = async (sql: string) => (await owner.raw(sql)).rows;
  expect(
    await read(`SELECT count(*)::integer AS wrong FROM customers WHERE name_key IS DISTINCT FROM lower(name)
      OR email_key IS DISTINCT FROM lower(email) OR wechat_key IS DISTINCT FROM lower(wechat_id)
      OR phone_end IS DISTINCT FROM right(regexp_replace(phone, '\\D', '', 'g'), 8)`),
  ).toEqual([{ wrong: 0 }]);
  expect(
    await read(`SELECT count(*)::integer AS wrong FROM leads WHERE name_key IS DISTINCT FROM lower(contact_name)
      OR email_key IS DISTINCT FROM lower(contact_email) OR phone_end IS DISTINCT FROM right(regexp_replace(contact_phone, '\\D', '', 'g'), 8)`),
  ).toEqual([{ wrong: 0 }]);
  const numbered =
    "SELECT count(DISTINCT number)::integer AS numbers, count(*)::integer AS leads, min(number)::integer AS first FROM leads";
  const [{ numbers, leads, first }] = await read(numbered);
  expect([numbers, leads, first]).toEqual([SIZE.customers + 2, SIZE.customers + 2, 1001]);
  const [next] = await read(
    `INSERT INTO leads (id, org_id) SELECT gen_random_uuid(), id FROM organizations LIMIT 1 RETURNING number::integer AS number`,
  );
  expect(next.number).toBeGreaterThan(1000 + leads);
  // As a restored dump or a copied table does.
  const copied = await owner.transaction(async (trx) => {
    await trx.raw("SET LOCAL session_replication_role = replica");
    const { rows } =
      await trx.raw(`INSERT INTO customers (id, org_id, customer_code, name) SELECT gen_random_uuid(), id, 'CUST_COPIED', 'Eva LIND'
      FROM organizations LIMIT 1 RETURNING name_key`);
    return rows;
  });
  expect(copied).toEqual([{ name_key: "eva lind" }]);
  expect(await read("SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid")).toEqual([]);
  await owner.destroy();
});
