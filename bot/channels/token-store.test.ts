import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { createSecretBox } from "../../infra/crypto/secret-box.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { newId } from "../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { createTokenStore } from "./token-store.ts";

const HOUR_MS = 3_600_000;
const secrets = createSecretBox([randomBytes(32)]);
let database: TestDatabase;
let db: Database;
let orgId: string;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url);
  orgId = await findOrganization(db.system, "default");
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

describe("a channel's token", () => {
  it("is fetched once, however many callers and processes need it at the same moment", async () => {
    const { stores, service } = await channelWithStores(4);
    const tokens = await Promise.all(
      stores.flatMap((store) => Array.from({ length: 5 }, () => store.get("t", service.fetch))),
    );
    expect(new Set(tokens)).toEqual(new Set(["token-1"]));
    expect(service.fetched).toBe(1);
  });

  it("is renewed once when the platform refuses it to several", async () => {
    const { stores, service } = await channelWithStores(3);
    const [stale = ""] = await Promise.all(stores.map((store) => store.get("t", service.fetch)));
    const renewed = await Promise.all(stores.map((store) => store.get("t", service.fetch, stale)));
    expect(new Set(renewed)).toEqual(new Set(["token-2"]));
    expect(service.fetched).toBe(2);
  });

  it("is kept when the refused one is not the newest any more", async () => {
    const { stores, service } = await channelWithStores(1);
    const [store] = stores;
    const first = await store?.get("t", service.fetch);
    await store?.get("t", service.fetch, first);
    expect(await store?.get("t", service.fetch, first)).toBe("token-2");
    expect(service.fetched).toBe(2);
  });

  it("is asked for again after a failure, which reaches whoever asked", async () => {
    const { stores, service } = await channelWithStores(1);
    const failing = () => Promise.reject(new Error("no network"));
    await expect(stores[0]?.get("t", failing)).rejects.toThrow("no network");
    expect(await stores[0]?.get("t", service.fetch)).toBe("token-1");
  });

  it("is never stored readable", async () => {
    const { stores, channelId, service } = await channelWithStores(1);
    await stores[0]?.get("t", service.fetch);
    const [row] = await db.system("channel_tokens").where({ channel_id: channelId }).select("token");
    expect(row?.token).not.toContain("token-1");
  });
});

async function channelWithStores(count: number) {
  const channelId = newId();
  await db.system("channels").insert({ id: channelId, org_id: orgId, platform: "wecom", name: channelId });
  const service = {
    fetched: 0,
    fetch: async () => {
      service.fetched += 1;
      return { token: `token-${service.fetched}`, expiresInMs: 2 * HOUR_MS };
    },
  };
  const stores = Array.from({ length: count }, () => createTokenStore({ db, secrets, channelId, orgId }));
  return { stores, channelId, service };
}
