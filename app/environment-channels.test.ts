import { afterAll, beforeAll, expect, it } from "vitest";
import { adapters } from "../adapters/registry.ts";
import { ensureOrganization, findOrganization } from "../domain/organisation/ensure-organization.ts";
import { createSecretBox } from "../infra/crypto/secret-box.ts";
import { connectDatabase, type Database } from "../infra/db/connect.ts";
import { inOrganization } from "../infra/db/organization-scope.ts";
import { MIGRATED_TEMPLATE } from "../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../tests/support/test-database.ts";
import { waitFor } from "../tests/support/wait-for.ts";
import { saveChannel, saveChannelIn } from "./environment-channels.ts";

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url);
  await ensureOrganization(db.system, "default", "Default organisation");
});
afterAll(async () => {
  await db?.close();
  await database?.drop();
});

const deps = () => ({ db, secrets: createSecretBox([Buffer.alloc(32, 7)]), modules: adapters });

it("is one channel when several processes start for the first time at once", async () => {
  const channel = {
    orgId: await findOrganization(db.system, "default"),
    platform: "telegram",
    name: "env",
    settings: { bot_token: "700100200:AAHtesttesttesttesttest", mode: "polling" },
  };
  let second: Promise<string> | undefined;
  const first = await db.system.transaction(async (trx) => {
    const saved = await saveChannelIn(trx, deps(), channel);
    second = saveChannel(deps(), channel);
    second.catch(() => undefined); // expected below
    await waitFor("the second process to wait for the first", async () => {
      const { rows } = await trx.raw(
        "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))",
      );
      return rows.length > 0;
    });
    return saved;
  });
  expect(await second).toBe(first.id);
  expect(await db.system("channels").select("id")).toEqual([{ id: first.id }]);
});

it("is saved while messages of the channel are being taken in", async () => {
  const orgId = await findOrganization(db.system, "default");
  const channel = (botToken: string) => ({
    orgId,
    platform: "telegram",
    name: "busy",
    settings: { bot_token: botToken, mode: "polling" },
  });
  const id = await saveChannel(deps(), channel("700100200:AAHtesttesttesttesttest"));
  await inOrganization(db, orgId, async ({ trx }) => {
    // What every row that names a channel does until it is committed; under load there is always one.
    const { rows } = await trx.raw("SELECT FROM channels WHERE id = ? FOR KEY SHARE", [id]);
    expect(rows).toHaveLength(1);
    expect(await saveChannel(deps(), channel("700100200:AAHtesttesttesttesttest"))).toBe(id);
    expect(await saveChannel(deps(), channel("700100200:AAHanotheranotheranother"))).toBe(id);
  });
});
