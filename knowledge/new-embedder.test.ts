import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureOrganization } from "../domain/organisation/ensure-organization.ts";
import { systemClock } from "../infra/clock.ts";
import { connectDatabase, type Database } from "../infra/db/connect.ts";
import { newId } from "../infra/ids.ts";
import { silentLog } from "../infra/log/log.ts";
import { MIGRATED_TEMPLATE } from "../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../tests/support/test-database.ts";
import { createKnowledge, type Knowledge } from "./index.ts";
import { createEmbeddedVectorStore } from "./ports/embedded-vector-store.ts";
import type { Embedder } from "./ports/embedder.ts";
import { createHashedEmbedder } from "./ports/hashed-embedder.ts";
import { createPackedTextIndex } from "./ports/packed-text-index.ts";
import { createStaticEmbedder } from "./ports/static-embedder.ts";

let database: TestDatabase;
let db: Database;
let orgId: string;
let folder: string;
const open: Knowledge[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "deskhand-new-embedder-"));
  orgId = await ensureOrganization(db.system, `org-${newId().slice(-12)}`, "Test");
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((knowledge) => knowledge.close()));
  await rm(folder, { recursive: true });
});

function start(embedder: Embedder, keepRetiredMs = 60_000): Knowledge {
  const knowledge = createKnowledge({
    db,
    embedder,
    keepRetiredMs,
    vectorStore: createEmbeddedVectorStore(),
    textIndex: createPackedTextIndex(),
    model: null,
    clock: systemClock,
    log: silentLog,
  });
  open.push(knowledge);
  return knowledge;
}

async function importFaqs(knowledge: Knowledge) {
  const path = join(folder, "faqs.jsonl");
  const rows = Array.from({ length: 300 }, (_, index) => ({
    id: `faq-${index}`,
    question: `出金要多久 ${index}`,
    alts: [`withdrawal ${index}`],
    answer: `答案 ${index}`,
  }));
  await writeFile(path, rows.map((row) => JSON.stringify(row)).join("\n"));
  await knowledge.importFiles({ orgId, kb: "default", paths: [path] });
}

const found = async (knowledge: Knowledge) =>
  (await knowledge.search({ orgId, question: "提现要几天" })).found.filter(({ ranks }) => ranks.vector !== undefined);
const models = () =>
  db.system("embeddings").where({ org_id: orgId }).groupBy("model").count().select("model").orderBy("model");

describe("another built-in embedder", () => {
  it("finds by its vectors from the first question on, while a process with the old one goes on with the old vectors", async () => {
    const old = start(createHashedEmbedder());
    await importFaqs(old);
    const next = start(createStaticEmbedder());
    expect((await found(next)).length).toBeGreaterThan(0);
    expect((await found(old)).length).toBeGreaterThan(0);
    expect(await models()).toEqual([
      { model: "deskhand-static-2", count: "600" },
      { model: "hashed-ngrams-1", count: "600" },
    ]);
  });

  it("makes a vector once: the next start has only to read it", async () => {
    await importFaqs(start(createHashedEmbedder()));
    await found(start(createStaticEmbedder()));
    const asked: string[] = [];
    const watched = createStaticEmbedder();
    const next = start({
      ...watched,
      embed: (texts) => {
        asked.push(...texts);
        return watched.embed(texts);
      },
    });
    expect((await found(next)).length).toBeGreaterThan(0);
    expect(asked.filter((text) => text.startsWith("出金") || text.startsWith("withdrawal"))).toEqual([]);
  });

  it("has nothing left to make for a reindex, after which the old ones go", async () => {
    await importFaqs(start(createHashedEmbedder()));
    const next = start(createStaticEmbedder(), 0);
    await found(next);
    expect(await next.reindex({ orgId })).toEqual({ knowledgeBases: ["default"], vectorsMade: 0 });
    expect(await models()).toEqual([{ model: "deskhand-static-2", count: "600" }]);
  });

  it("that is a service is not asked while somebody waits for an index", async () => {
    await importFaqs(start(createHashedEmbedder()));
    const { isInProcess: _, ...service } = createStaticEmbedder();
    expect(await found(start(service))).toEqual([]);
    expect((await models()).map(({ model }) => model)).toEqual(["hashed-ngrams-1"]);
  });
});
