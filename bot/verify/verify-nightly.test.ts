import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { type OpenProduct, openProduct } from "../../tests/support/open-product.ts";
import { verifyNightly } from "./verify-nightly.ts";

let desk: OpenProduct;

beforeAll(async () => {
  desk = await openProduct();
});
afterAll(() => desk.close());

const DAY_MS = 24 * 60 * 60_000;

const verifyAt = (at: Date) => verifyNightly({ ...desk.product, clock: { now: () => at } });
const runs = () =>
  desk.rows<{ found: number; since: string }>(
    `SELECT (changes ->> 'found')::integer AS found, changes ->> 'since' AS since FROM audit_logs
     WHERE action = 'verify.run' AND org_id = '${desk.orgId}' ORDER BY created_at DESC`,
  );
const alerts = () =>
  desk.rows<{ title: string; occurrences: number }>(
    `SELECT title, occurrences FROM alerts WHERE org_id = '${desk.orgId}' AND kind = 'verify_found'`,
  );

it("alerts managers once of what it finds, and looks at the same again until nothing is found", async () => {
  const now = Date.now();
  await verifyAt(new Date(now));
  expect(await runs()).toEqual([{ found: 0, since: new Date(now - 30 * DAY_MS).toISOString() }]);
  expect(await alerts()).toEqual([]);

  const consent = newId();
  await desk.product.db.system.raw(
    `WITH customer AS (INSERT INTO customers (id, org_id, customer_code, name) VALUES (:id, :org, 'CUST_1', 'Wang') RETURNING id)
     INSERT INTO consents (id, org_id, customer_id, kind, state, message_id, message_sent_at)
     SELECT :consent, :org, id, 'marketing', 'withdrawn', :none, now() FROM customer`,
    { id: newId(), org: desk.orgId, consent, none: newId() },
  );
  await verifyAt(new Date(now + 1_000));
  await verifyAt(new Date(now + 2_000));
  const since = new Date(now - DAY_MS).toISOString();
  expect((await runs()).slice(0, 2)).toEqual([
    { found: 1, since },
    { found: 1, since },
  ]);
  const [alert, ...others] = await alerts();
  expect(others).toEqual([]);
  expect(alert).toMatchObject({ occurrences: 2 });
  expect(alert?.title).toContain("lost_references 1");
  expect(alert?.title).toContain(`deskhand verify --org default --since ${since}`);
});
