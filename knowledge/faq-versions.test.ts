import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureOrganization } from "../domain/organisation/ensure-organization.ts";
import { connectDatabase, type Database } from "../infra/db/connect.ts";
import { inOrganization } from "../infra/db/organization-scope.ts";
import { newId } from "../infra/ids.ts";
import { silentLog } from "../infra/log/log.ts";
import { MIGRATED_TEMPLATE } from "../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../tests/support/test-database.ts";
import { addApprovedFaq, createKnowledge, findKnowledgeBase, type Knowledge } from "./index.ts";
import { createEmbeddedVectorStore } from "./ports/embedded-vector-store.ts";
import { createHashedEmbedder } from "./ports/hashed-embedder.ts";
import { createPackedTextIndex } from "./ports/packed-text-index.ts";

const MONDAY = new Date("2026-03-02T09:00:00Z");
const TUESDAY = new Date("2026-03-03T09:00:00Z");

let database: TestDatabase;
let db: Database;
let orgId: string;
let folder: string;
let knowledge: Knowledge;
let now: Date;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "deskhand-faq-versions-"));
  orgId = await ensureOrganization(db.system, `org-${newId().slice(-12)}`, "Test");
  now = MONDAY;
  knowledge = createKnowledge({
    db,
    embedder: createHashedEmbedder(),
    vectorStore: createEmbeddedVectorStore(),
    textIndex: createPackedTextIndex(),
    model: null,
    clock: { now: () => now },
    log: silentLog,
  });
});
afterEach(async () => {
  await knowledge.close();
  await rm(folder, { recursive: true });
});

const about = () => ({ orgId, kb: "default", id: "fees" });

async function importFees(answer: string, file = "faqs.jsonl", by?: string) {
  const path = join(folder, file);
  await writeFile(path, JSON.stringify({ id: "fees", question: "出金手续费是多少？", alts: ["提现收费吗"], answer }));
  await knowledge.importFiles({ orgId, kb: "default", paths: [path], ...(by ? { by } : {}) });
}

async function addUser(name: string): Promise<string> {
  const id = newId();
  await db
    .system("users")
    .insert({ id, org_id: orgId, employee_code: id.slice(-12), name, email: `${id}@example.com`, role: "trainer" });
  return id;
}

describe("the versions of an FAQ", () => {
  it("say when each was in force, from which file it came and by whom", async () => {
    const mei = await addUser("Mei");
    await importFees("5 美元。");
    now = TUESDAY;
    await importFees("6 美元。", "new.jsonl", mei);
    const question = "出金手续费是多少？";
    expect(await knowledge.faqVersions(about())).toEqual([
      { version: 2, question, source: "import", origin: "new.jsonl", by: "Mei", validFrom: TUESDAY, validTo: null },
      { version: 1, question, source: "import", origin: "faqs.jsonl", by: null, validFrom: MONDAY, validTo: TUESDAY },
    ]);
  });

  it("keep exactly what each said, and the answer names the one that it was given", async () => {
    await importFees("5 美元。");
    const before = await knowledge.answer({ orgId, question: "出金手续费是多少？", language: "zh" });
    now = TUESDAY;
    await importFees("6 美元。");
    const after = await knowledge.answer({ orgId, question: "出金手续费是多少？", language: "zh" });
    expect([before, after].map(({ answer, sources }) => [answer, sources[0]?.version])).toEqual([
      ["5 美元。", 1],
      ["6 美元。", 2],
    ]);
    expect(await knowledge.readFaqVersion({ ...about(), version: 1 })).toMatchObject({
      question: "出金手续费是多少？",
      alts: ["提现收费吗"],
      answer: "5 美元。",
    });
    expect(await knowledge.readFaqVersion({ ...about(), version: 3 })).toBeNull();
  });

  it("are not begun by an import that changes nothing", async () => {
    await importFees("5 美元。");
    now = TUESDAY;
    await importFees("5 美元。", "same.jsonl");
    expect(await knowledge.faqVersions(about())).toHaveLength(1);
  });

  it("outlive the FAQ, whose last one ends when it is removed", async () => {
    await importFees("5 美元。");
    await knowledge.remove({ ...about(), ids: ["fees"] });
    const [last] = await knowledge.faqVersions(about());
    expect(last?.validTo).not.toBeNull();
    expect(await knowledge.readFaqVersion({ ...about(), version: 1 })).toMatchObject({ answer: "5 美元。" });
  });

  it("end when their knowledge base is removed", async () => {
    await importFees("5 美元。");
    await knowledge.remove({ orgId, kb: "default" });
    const ends = await db.system("faq_versions").where({ org_id: orgId }).pluck("valid_to");
    expect(ends).toEqual([expect.any(Date)]);
  });

  it("name the draft that was approved", async () => {
    const tanya = await addUser("Tanya");
    await importFees("5 美元。");
    await inOrganization(db, orgId, async (scope) => {
      const kbId = await findKnowledgeBase(scope, "default");
      const draft = { question: "Halal?", alts: [], answer: "Yes.", language: "en" as const };
      await addApprovedFaq(scope, kbId ?? "", {
        ...draft,
        id: newId(),
        externalId: "gap-7",
        createdBy: tanya,
        at: TUESDAY,
      });
    });
    expect(await knowledge.faqVersions({ ...about(), id: "gap-7" })).toMatchObject([
      { version: 1, source: "gap", origin: null, by: "Tanya", validFrom: TUESDAY },
    ]);
  });
});
