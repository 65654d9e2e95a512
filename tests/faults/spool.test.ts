import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { createDataFolder, query } from "../support/data-folder.ts";
import { type DatabaseProxy, startDatabaseProxy } from "../support/database-proxy.ts";
import { freePort } from "../support/free-port.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { type SpawnedProduct, spawnProduct } from "../support/spawn-product.ts";
import { createTestDatabase } from "../support/test-database.ts";
import { waitFor } from "../support/wait-for.ts";
import { startSenders, type WebhookSenders } from "../support/webhook-senders.ts";

/** Slack gives up an answer after three seconds. */
const ANSWER_WITHIN_MS = 3_000;
const RECOVER_WITHIN_MS = 10_000;

let proxy: DatabaseProxy;
let databaseUrl: string;
let senders: WebhookSenders;
let dataDir: string;
let port: number;
let url: string;

beforeEach(async () => {
  const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  databaseUrl = database.url;
  proxy = await startDatabaseProxy(database.url);
  dataDir = await createDataFolder();
  port = await freePort();
  url = `http://127.0.0.1:${port}`;
  onTestFinished(async () => {
    await proxy.close();
    await database.drop();
  });
});

async function begin(): Promise<SpawnedProduct> {
  senders = await startSenders({ url, chats: 3, everyMs: 100 });
  onTestFinished(() => senders.stop());
  const product = await start();
  await product.ready(90_000);
  await more(40);
  senders.takeSlowest();
  return product;
}

function start(): Promise<SpawnedProduct> {
  const variables = { ...senders.variables, DESKHAND_DATA_DIR: dataDir, DATABASE_URL: proxy.url, PORT: String(port) };
  return spawnProduct(variables);
}

/** So many messages are acknowledged from now on. */
async function more(count: number): Promise<void> {
  const before = senders.acknowledged();
  await waitFor(`${count} messages more to be acknowledged`, () => senders.acknowledged() >= before + count, 60_000);
}

it("while the database is away every message is taken within Slack's three seconds; it recovers by itself", async () => {
  await begin();
  await proxy.cut();
  await more(150);
  const slowest = senders.takeSlowest();
  expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ status: "spooling" });
  expect((await readdir(join(dataDir, "spool"))).length).toBeGreaterThan(0);
  await proxy.restore();
  const backAt = performance.now();
  await spoolIsEmpty();
  const recoveredMs = Math.round(performance.now() - backAt);
  process.stderr.write(
    `slowest acknowledgement ${slowest} ms; spool empty ${recoveredMs} ms after the database's return\n`,
  );
  expect(slowest).toBeLessThan(ANSWER_WITHIN_MS);
  expect(recoveredMs).toBeLessThan(RECOVER_WITHIN_MS);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(senders.statuses()[503]).toBeUndefined();
  await more(20);
  await everythingArrived();
}, 300_000);

it("kill -9 while the database is away loses nothing that was acknowledged, doubles nothing and keeps every chat's order", async () => {
  const first = await begin();
  await proxy.cut();
  await more(100);
  first.signal("SIGKILL");
  await first.ended;
  expect((await readdir(join(dataDir, "spool"))).length).toBeGreaterThan(0);
  // Started too early it waits for its database.
  const next = await start();
  await waitFor("the next to wait", () => next.stderr().includes("Waiting for it"), 90_000);
  await proxy.restore();
  await next.ready(90_000);
  const readyAt = performance.now();
  await spoolIsEmpty();
  process.stderr.write(`spool of the killed empty ${Math.round(performance.now() - readyAt)} ms after the start\n`);
  await more(40);
  // And once more, in the middle of whatever it is doing when the database comes back.
  await proxy.cut();
  await more(40);
  await proxy.restore();
  await more(20);
  await everythingArrived();
}, 300_000);

async function spoolIsEmpty(): Promise<void> {
  await waitFor(
    "the spool to be empty",
    async () => (await readdir(join(dataDir, "spool"))).length === 0,
    2 * RECOVER_WITHIN_MS,
  );
}

/** Each acknowledged message is stored, was worked once, and after those that came before it in its chat. */
async function everythingArrived(): Promise<void> {
  await senders.stop();
  await waitFor(
    "everything to be worked",
    async () => {
      const sql = "SELECT FROM inbound_receipts WHERE status = 'pending'";
      return (await readdir(join(dataDir, "spool"))).length === 0 && (await query(databaseUrl, sql)).length === 0;
    },
    120_000,
  );
  const rows = await query(
    databaseUrl,
    "SELECT external_id, status, message_id FROM inbound_receipts ORDER BY processed_at, seq",
  );
  const worked = rows.map((row) => String(row["external_id"]));
  for (const { platform, acknowledged } of senders.traces()) {
    const ours = new Set(acknowledged);
    expect({ platform, worked: worked.filter((id) => ours.has(id)) }).toEqual({ platform, worked: acknowledged });
  }
  const messages = rows.flatMap((row) => (row["message_id"] ? [row["message_id"]] : []));
  expect(new Set(messages).size).toBe(messages.length);
  const [said] = await query(databaseUrl, "SELECT count(*) FROM messages WHERE direction = 'inbound'");
  expect(Number(said?.["count"])).toBe(messages.length);
  expect(rows.filter(({ status }) => status === "parked")).toEqual([]);
}
