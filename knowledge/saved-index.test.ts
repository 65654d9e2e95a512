import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
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
import { waitFor } from "../tests/support/wait-for.ts";
import { createKnowledge, type Knowledge } from "./index.ts";
import { createEmbeddedVectorStore } from "./ports/embedded-vector-store.ts";
import { createHashedEmbedder } from "./ports/hashed-embedder.ts";
import { createPackedTextIndex } from "./ports/packed-text-index.ts";
import { createStaticEmbedder } from "./ports/static-embedder.ts";
import type { TextIndex } from "./ports/text-index.ts";

let database: TestDatabase;
let db: Database;
let orgId: string;
let folder: string;
let indexFolder: string;
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
  folder = await mkdtemp(join(tmpdir(), "deskhand-saved-index-"));
  indexFolder = join(folder, "indexes");
  orgId = await ensureOrganization(db.system, `org-${newId().slice(-12)}`, "Test");
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((knowledge) => knowledge.close()));
  await rm(folder, { recursive: true });
});

/** Knowledge in a process of its own, and how many texts it had to cut and index. */
function start(embedder = createHashedEmbedder()) {
  const textIndex = createPackedTextIndex();
  let indexed = 0;
  const watched: TextIndex = {
    ...textIndex,
    upsert: async (collection, entries) => {
      indexed += entries.length;
      await textIndex.upsert(collection, entries);
    },
  };
  const knowledge = createKnowledge({
    db,
    embedder,
    vectorStore: createEmbeddedVectorStore(),
    textIndex: watched,
    indexFolder,
    model: null,
    clock: systemClock,
    log: silentLog,
  });
  open.push(knowledge);
  return { knowledge, indexed: () => indexed };
}

const FAQS = 1_200;

async function importFaqs(knowledge: Knowledge, answerOf = (index: number) => `答案 ${index}`) {
  const path = join(folder, "faqs.jsonl");
  const rows = Array.from({ length: FAQS }, (_, index) => ({
    id: `faq-${index}`,
    question: `出金到第${index}号账户要多久`,
    alts: [`withdrawal number${index}`],
    answer: answerOf(index),
  }));
  await writeFile(path, rows.map((row) => JSON.stringify(row)).join("\n"));
  await knowledge.importFiles({ orgId, kb: "default", paths: [path] });
}

const ask = async (knowledge: Knowledge, question = "出金到第77号账户几天") =>
  (await knowledge.search({ orgId, question })).found.map(({ entry, confidence, ranks, score }) => ({
    id: entry.externalId,
    said: entry.kind === "faq" ? entry.answer : entry.content,
    confidence: confidence.toFixed(9),
    score: score.toFixed(9),
    ranks,
  }));

/** What a process finds that has worked out its index itself. */
async function withoutFile() {
  await rm(indexFolder, { recursive: true, force: true });
  return ask(start().knowledge);
}

async function saved(): Promise<string> {
  const first = start();
  await importFaqs(first.knowledge);
  await ask(first.knowledge);
  await first.knowledge.close();
  open.splice(0);
  const [name = ""] = await readdir(indexFolder);
  return join(indexFolder, name);
}

describe("a saved index", () => {
  it("spares the next start the work, and finds the same with the same confidence", async () => {
    const path = await saved();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const next = start();
    const found = await ask(next.knowledge);
    expect(next.indexed()).toBe(0);
    expect(found[0]).toMatchObject({ id: "faq-77" });
    expect(found).toEqual(await withoutFile());
  });

  it("is brought up to date where the knowledge changed since, so that what was removed is not said again", async () => {
    const path = await saved();
    const old = await readFile(path);
    const other = start();
    await other.knowledge.remove({ orgId, kb: "default", ids: ["faq-76", "faq-78"] });
    await importFaqs(other.knowledge, (index) => (index === 77 ? "neue Antwort" : `答案 ${index}`));
    await other.knowledge.remove({ orgId, kb: "default", ids: ["faq-76"] });
    await other.knowledge.close();
    open.splice(0);
    await writeFile(path, old);
    const next = start();
    const found = await ask(next.knowledge);
    expect(next.indexed()).toBeLessThan(20);
    expect(found[0]).toMatchObject({ id: "faq-77", said: "neue Antwort" });
    expect(found.map(({ id }) => id)).not.toContain("faq-76");
    const anew = await withoutFile();
    expect(found.map(({ id, confidence }) => [id, confidence])).toEqual(
      anew.map(({ id, confidence }) => [id, confidence]),
    );
  });

  it.each([
    ["cut off", async (path: string) => truncate(path, 5_000)],
    ["empty", async (path: string) => truncate(path, 0)],
    [
      "changed in the middle",
      async (path: string) => {
        const bytes = await readFile(path);
        bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
        await writeFile(path, bytes);
      },
    ],
    [
      "not a file",
      async (path: string) => {
        await rm(path);
        await mkdir(path);
      },
    ],
  ])("that is %s is worked out again", async (_, damage) => {
    const path = await saved();
    await damage(path);
    const next = start();
    expect((await ask(next.knowledge))[0]).toMatchObject({ id: "faq-77" });
    expect(next.indexed()).toBeGreaterThan(0);
  });

  it("whose entries are torn serves while none of them is needed, and else is worked out again", async () => {
    const path = await saved();
    const torn = await readFile(path);
    torn[torn.length - 100] = (torn[torn.length - 100] ?? 0) ^ 1;
    await writeFile(path, torn);
    const next = start();
    expect((await ask(next.knowledge))[0]).toMatchObject({ id: "faq-77" });
    expect(next.indexed()).toBe(0);
    await importFaqs(next.knowledge, (index) => (index === 1_199 ? "neue Antwort" : `答案 ${index}`));
    await next.knowledge.close();
    open.splice(0);
    await writeFile(path, torn);
    const later = start();
    expect(await ask(later.knowledge)).toEqual(await withoutFile());
    expect(later.indexed()).toBeGreaterThan(FAQS);
  });

  it("of another embedder spares the words, and none of its vectors is compared", async () => {
    await saved();
    const next = start(createStaticEmbedder());
    const found = await ask(next.knowledge);
    expect(found[0]).toMatchObject({ id: "faq-77" });
    expect(next.indexed()).toBe(0);
    await next.knowledge.close();
    open.splice(0);
    await rm(indexFolder, { recursive: true, force: true });
    expect(found).toEqual(await ask(start(createStaticEmbedder()).knowledge));
  });

  it("goes when its knowledge base goes", async () => {
    await saved();
    const next = start();
    await ask(next.knowledge);
    await next.knowledge.remove({ orgId, kb: "default" });
    await ask(next.knowledge);
    expect(await readdir(indexFolder)).toEqual([]);
  });

  it("shows a change to a second process at its next look, without a notification too, and works on that alone", async () => {
    await saved();
    const [one, two] = [start(), start()];
    await ask(one.knowledge);
    await ask(two.knowledge);
    await importFaqs(one.knowledge, (index) => (index === 77 ? "changed" : `答案 ${index}`));
    const changed = performance.now();
    // Without a notification: two seconds are what a look at the revisions is good for.
    await waitFor("the changed answer", async () => (await ask(two.knowledge))[0]?.said === "changed");
    expect(performance.now() - changed).toBeLessThan(4_000);
    expect(two.indexed()).toBeLessThan(10);
  });
});
