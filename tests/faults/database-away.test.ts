import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { createDataFolder } from "../support/data-folder.ts";
import { type DatabaseProxy, startDatabaseProxy } from "../support/database-proxy.ts";
import { expectVerified } from "../support/expect-verified.ts";
import { freePort } from "../support/free-port.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { prepareDesk } from "../support/prepare-desk.ts";
import { spawnProduct } from "../support/spawn-product.ts";
import { loadSecret, startTelegramLoad, type TelegramLoad } from "../support/telegram-load.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { waitFor } from "../support/wait-for.ts";

const CUSTOMERS = 20;

let database: TestDatabase;
let proxy: DatabaseProxy;
let load: TelegramLoad;
let port: number;
let url: string;

beforeEach(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  await prepareDesk(database.url);
  proxy = await startDatabaseProxy(database.url);
  load = await startTelegramLoad(CUSTOMERS);
  port = await freePort();
  url = `http://127.0.0.1:${port}`;
  onTestFinished(async () => {
    await load.telegram.close();
    await proxy.close();
    await database.drop();
  });
});

it("while neither the database nor the disk can be written nothing is acknowledged; then everything goes on by itself", async () => {
  const dataDir = await createDataFolder();
  await writeFile(join(dataDir, "spool"), "in the way of the folder");
  const product = await spawnProduct({
    ...load.variables,
    DESKHAND_DATA_DIR: dataDir,
    DATABASE_URL: proxy.url,
    PORT: String(port),
  });
  await product.ready(90_000);
  await load.callAt(url);
  load.ask(3);
  await waitFor("work to be under way", () => load.answers() >= 10, 60_000);

  await proxy.cut();
  const statuses: (number | null)[] = [];
  onTestFinished(load.telegram.onAttempt(({ status }) => void statuses.push(status)));
  load.ask(2);
  const refused = await webhook({ update_id: 990_000_001, message: {} });
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toBe("5");
  const unready = await fetch(`${url}/readyz`);
  expect([unready.status, unready.headers.get("retry-after")]).toEqual([503, "5"]);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  await waitFor("the platform to have tried again", () => statuses.length > 3 * CUSTOMERS, 60_000);
  expect(new Set(statuses)).toEqual(new Set([503]));

  const said = load.answers();
  await proxy.restore();
  const backAt = performance.now();
  await waitFor("the first answer", () => load.answers() > said, 60_000);
  const recoveredMs = Math.round(performance.now() - backAt);
  process.stderr.write(`first answer ${recoveredMs} ms after the database came back\n`);
  expect(recoveredMs).toBeLessThan(30_000);
  await allAnswered();
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  product.signal("SIGTERM");
  expect(await product.ended).toEqual({ code: 0, signal: null });
  await expectVerified(database.url);
}, 180_000);

it("started while the database is away it says so, lives, is not ready, and comes up by itself", async () => {
  await proxy.cut();
  const product = await spawnProduct({ ...load.variables, DATABASE_URL: proxy.url, PORT: String(port) });
  await waitFor("the words", () => product.stderr() !== "", 90_000);
  expect(product.stderr()).toMatch(
    /^The database at 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)\. Check DATABASE_URL, and that it runs\. Waiting for it\.\n$/,
  );
  await waitFor("it to live", () =>
    fetch(`${url}/healthz`).then(
      ({ status }) => status === 200,
      () => false,
    ),
  );
  const [unready, refused] = [await fetch(`${url}/readyz`), await webhook({ update_id: 1, message: {} })];
  expect([unready.status, unready.headers.get("retry-after"), refused.status]).toEqual([503, "5", 503]);
  expect(await unready.json()).toEqual({ status: "unavailable", problem: "the database cannot be reached" });
  await proxy.restore();
  await product.ready(90_000);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  await load.callAt(url);
  load.ask();
  await allAnswered();
}, 180_000);

it("stops in good order while it waits for its database", async () => {
  await proxy.cut();
  const product = await spawnProduct({ ...load.variables, DATABASE_URL: proxy.url, PORT: String(port) });
  await waitFor("it to wait", () => product.stderr().includes("Waiting for it"), 90_000);
  product.signal("SIGTERM");
  expect(await product.ended).toEqual({ code: 0, signal: null });
}, 120_000);

it("a poll is confirmed only when what it brought is durable", async () => {
  const product = await spawnProduct({
    ...load.variables,
    TELEGRAM_MODE: "polling",
    DATABASE_URL: proxy.url,
    PORT: String(port),
  });
  await product.ready(90_000);
  load.ask();
  await waitFor("the first answers", () => load.answers() === CUSTOMERS, 60_000);
  await waitFor("everything to be confirmed", () => load.telegram.pendingUpdates().length === 0);

  await proxy.cut();
  let polls = 0;
  onTestFinished(
    load.telegram.onCall(({ method }) => {
      if (method === "getUpdates") polls += 1;
    }),
  );
  load.ask();
  await waitFor("the waiting updates to be handed out", () => polls >= 1);
  await waitFor("the product to notice", async () =>
    (await (await fetch(`${url}/readyz`)).text()).includes("spooling"),
  );
  expect(load.telegram.pendingUpdates()).toHaveLength(CUSTOMERS);

  await proxy.restore();
  await allAnswered();
  await waitFor("everything to be confirmed", () => load.telegram.pendingUpdates().length === 0);
  product.signal("SIGTERM");
  expect(await product.ended).toEqual({ code: 0, signal: null });
  await expectVerified(database.url);
}, 180_000);

/** Each question once, in order, and nothing besides. */
async function allAnswered(): Promise<void> {
  const wanted = load.chats().reduce((sum, { asked }) => sum + asked.length, 0);
  await waitFor(`${wanted} answers`, () => load.answers() >= wanted, 60_000).catch(() => undefined);
  for (const { asked, answered } of load.chats()) expect(answered).toEqual(asked);
}

function webhook(update: object): Promise<Response> {
  return fetch(`${url}/webhooks/telegram`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": loadSecret },
    body: JSON.stringify(update),
  });
}
