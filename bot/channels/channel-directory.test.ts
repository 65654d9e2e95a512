import { afterAll, beforeAll, expect, it } from "vitest";
import { adapters } from "../../adapters/registry.ts";
import { systemClock } from "../../infra/clock.ts";
import { createSecretBox } from "../../infra/crypto/secret-box.ts";
import { connectDatabase, connectOwner, type Database } from "../../infra/db/connect.ts";
import { silentLog } from "../../infra/log/log.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { waitFor } from "../../tests/support/wait-for.ts";
import { createChannelDirectory } from "./channel-directory.ts";

let database: TestDatabase;
let db: Database;
const secrets = createSecretBox([Buffer.alloc(32, 7)]);
const channelId = "01977a10-0000-7000-8000-00000000c4a2";

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 1, system: 2 });
  const { id: orgId } = await db.system("organizations").where({ code: "default" }).first("id");
  const settings = { bot_token: "700100200:AAHtesttesttesttesttest", mode: "polling" };
  const config = JSON.stringify(secrets.seal(JSON.stringify(settings)));
  await db.system("channels").insert({ id: channelId, org_id: orgId, platform: "telegram", name: "env", config });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

it("makes everybody who asks wait for the first reading, not only who asked first", async () => {
  const directory = createChannelDirectory({ db, secrets, modules: adapters, clock: systemClock, log: silentLog });
  const [first, second] = await Promise.all([directory.byId(channelId), directory.byId(channelId)]);
  expect([first?.name, second?.name]).toEqual(["env", "env"]);
});

it("goes on with what it knows when the database gives no answer, and reads again once it does", async () => {
  const directory = createChannelDirectory({ db, secrets, modules: adapters, clock: systemClock, log: silentLog });
  expect((await directory.byId(channelId))?.status).toBe("active");
  const owner = connectOwner(database.url);
  const trx = await owner.transaction();
  await trx.raw("LOCK TABLE channels IN ACCESS EXCLUSIVE MODE");
  await trx("channels").where({ id: channelId }).update({ status: "paused" });
  directory.refresh();
  const started = performance.now();
  expect((await directory.byId(channelId))?.status).toBe("active");
  expect((await directory.byId(channelId))?.status).toBe("active");
  // Who asks second does not wait again.
  expect(performance.now() - started).toBeLessThan(2_000);
  await trx.commit();
  await owner.destroy();
  await waitFor("the change to be seen", async () => (await directory.byId(channelId))?.status === "paused");
});
