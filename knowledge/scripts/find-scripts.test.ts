import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { ensureOrganization, findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { UnavailableError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import { silentLog } from "../../infra/log/log.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import type { Embedder } from "../ports/embedder.ts";
import { createHashedEmbedder } from "../ports/hashed-embedder.ts";
import { createScriptSearch } from "./find-scripts.ts";
import { searchedScripts } from "./searched-content.ts";

let database: TestDatabase;
let db: Database;
let orgId: string;
let now = new Date("2026-03-05T08:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url);
  await ensureOrganization(db.system, "default", "Default organisation");
  orgId = await findOrganization(db.system, "default");
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  now = new Date("2026-03-05T08:00:00Z");
  await db.system.raw("DELETE FROM embeddings");
  await db.system("scripts").update({ status: "retired" });
});

const process = (embedder: Embedder = createHashedEmbedder()) =>
  createScriptSearch({ embedderPlace: null, db, embedder, clock: { now: () => now }, log: silentLog }, searchedScripts);

async function add(text: string, columns: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  await db.system("scripts").insert({
    id,
    org_id: orgId,
    script_code: id,
    category: "general",
    content_en: text,
    status: "approved",
    ...columns,
  });
  return id;
}

it("sees in every process at once what was approved and what was retired", async () => {
  const [one, other] = [process(), process()];
  const first = await add("Your deposit has arrived.");
  for (const each of [one, other])
    expect((await each.find({ orgId, query: "deposit" })).map(({ id }) => id)).toEqual([first]);
  const second = await add("Your deposit is on its way.");
  await db.system("scripts").where({ id: first }).update({ status: "retired" });
  for (const each of [one, other])
    expect((await each.find({ orgId, query: "deposit" })).map(({ id }) => id)).toEqual([second]);
  await Promise.all([one.close(), other.close()]);
});

it("finds only what is approved, active and within its dates", async () => {
  const search = process();
  await add("deposit", { status: "pending" });
  await add("deposit", { is_active: false });
  const later = await add("deposit", { valid_from: "2026-03-06T00:00:00Z" });
  const until = await add("deposit", { valid_to: "2026-03-06T00:00:00Z" });
  const found = async () => (await search.find({ orgId, query: "deposit" })).map(({ id }) => id);
  expect(await found()).toEqual([until]);
  now = new Date("2026-03-06T00:00:00Z");
  expect(await found()).toEqual([later]);
  await search.close();
});

it("embeds a script once for all processes", async () => {
  const asked: string[] = [];
  const hashed = createHashedEmbedder();
  const counting: Embedder = {
    ...hashed,
    embed: (texts) => {
      asked.push(...texts);
      return hashed.embed(texts);
    },
  };
  await add("Your deposit has arrived.");
  for (const search of [process(counting), process(counting)]) {
    await search.find({ orgId, query: "deposit" });
    await search.close();
  }
  expect(asked.filter((text) => text === "Your deposit has arrived.")).toHaveLength(1);
});

it("finds by words while the embedder is away", async () => {
  const away: Embedder = { ...createHashedEmbedder(), embed: () => Promise.reject(new UnavailableError("away")) };
  const search = process(away);
  const id = await add("Your deposit has arrived.");
  expect((await search.find({ orgId, query: "deposit" })).map((found) => found.id)).toEqual([id]);
  await search.close();
});
