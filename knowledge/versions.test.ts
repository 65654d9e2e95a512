import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureOrganization } from "../domain/organisation/ensure-organization.ts";
import { connectDatabase, type Database } from "../infra/db/connect.ts";
import { inOrganization } from "../infra/db/organization-scope.ts";
import { newId } from "../infra/ids.ts";
import { silentLog } from "../infra/log/log.ts";
import { MIGRATED_TEMPLATE } from "../tests/support/migrated-template.ts";
import { excelFile, heading, paragraph, wordFile } from "../tests/support/office-files.ts";
import { pdfFile } from "../tests/support/pdf-file.ts";
import { createTestDatabase, type TestDatabase } from "../tests/support/test-database.ts";
import { createKnowledge, type Knowledge } from "./index.ts";
import { createEmbeddedVectorStore } from "./ports/embedded-vector-store.ts";
import { createHashedEmbedder } from "./ports/hashed-embedder.ts";
import { createPackedTextIndex } from "./ports/packed-text-index.ts";
import { saveProcessingDocument } from "./store/documents.ts";
import { findKnowledgeBase } from "./store/knowledge-bases.ts";

const DAY_MS = 24 * 60 * 60_000;

let database: TestDatabase;
let db: Database;
let orgId: string;
let folder: string;
let now: Date;
let knowledge: Knowledge;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "deskhand-versions-"));
  orgId = await ensureOrganization(db.system, `org-${newId().slice(-12)}`, "Test");
  now = new Date();
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

const pass = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

async function bring(name: string, content: string | Uint8Array, times: { validFrom?: Date; validTo?: Date } = {}) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), content);
  return knowledge.importFiles({ orgId, kb: "default", paths: [join(folder, name)], ...times });
}

const ask = (question: string) => knowledge.answer({ orgId, question, language: "en" });
const chunks = () =>
  db.system("document_chunks").where({ org_id: orgId }).orderBy("chunk_index").select("id", "content", "page");
const versions = () => knowledge.versions({ orgId, kb: "default", id: "fees.md" });

const FEES = "# Fees\n\n## Withdrawal\n\nA withdrawal costs 5 USD.\n\n## Deposit\n\nA deposit is free of charge.\n";
const NEW_FEES = FEES.replace("5 USD", "8 USD");

describe("importing again", () => {
  it("keeps the id and vector of what has not changed, and what is gone stops answering at once", async () => {
    await bring("fees.md", FEES);
    const before = await chunks();
    const vectors = () =>
      db.system("embeddings").where({ org_id: orgId }).orderBy("item_id").select("item_id", "created_at");
    const vectorsBefore = await vectors();
    expect((await ask("What does a withdrawal cost?")).answer).toContain("5 USD");
    pass(1_000);
    expect((await bring("fees.md", NEW_FEES)).documents).toEqual({ created: 0, updated: 1, unchanged: 0 });
    const after = await chunks();
    expect(after.map(({ id }) => before.some((chunk) => chunk.id === id))).toEqual([false, true]);
    const kept = (await vectors()).filter(({ item_id }) => before.some(({ id }) => id === item_id));
    expect(kept).toEqual(vectorsBefore.filter(({ item_id }) => item_id === after[1]?.id));
    const answer = await ask("What does a withdrawal cost?");
    expect(answer.answer).toContain("8 USD");
    expect(answer.answer).not.toContain("5 USD");
    expect(answer.sources[0]).toMatchObject({ id: "fees.md", version: 2 });
  });

  it("does not read the same bytes again", async () => {
    await bring("fees.md", FEES);
    pass(1_000);
    const report = await bring("fees.md", FEES);
    expect(report.documents).toEqual({ created: 0, updated: 0, unchanged: 1 });
    expect(report.files).toMatchObject([{ read: 1, errors: [] }]);
    expect(await versions()).toMatchObject([{ version: 1, validTo: null }]);
  });

  it("finishes what an import that was killed had begun", async () => {
    await bring("other.md", "# Other\n\nWords.");
    await inOrganization(db, orgId, async (scope) => {
      const kbId = (await findKnowledgeBase(scope, "default")) ?? "";
      await saveProcessingDocument(scope, kbId, { externalId: "fees.md", title: "fees", fileType: "md" });
    });
    const states = async () =>
      (await knowledge.list(orgId))[0]?.documentList.map(({ externalId, status }) => [externalId, status]);
    expect(await states()).toEqual([
      ["other.md", "completed"],
      ["fees.md", "processing"],
    ]);
    await bring("fees.md", FEES);
    expect(await states()).toEqual([
      ["fees.md", "completed"],
      ["other.md", "completed"],
    ]);
    expect(await versions()).toMatchObject([{ version: 1 }]);
  });
});

describe("a version", () => {
  it("takes over on its day, and until then the one before answers, with the number of the one in force", async () => {
    await bring("fees.md", FEES);
    const from = new Date(now.getTime() + DAY_MS);
    await bring("fees.md", NEW_FEES, { validFrom: from });
    expect(await ask("What does a withdrawal cost?")).toMatchObject({
      answer: expect.stringContaining("5 USD"),
      sources: [{ version: 1 }],
    });
    const [coming, current] = await versions();
    expect([coming, current]).toMatchObject([
      { version: 2, validFrom: from, validTo: null },
      { version: 1, validTo: from },
    ]);
    pass(DAY_MS);
    expect(await ask("What does a withdrawal cost?")).toMatchObject({
      answer: expect.stringContaining("8 USD"),
      sources: [{ version: 2 }],
    });
    expect((await ask("Is a deposit free of charge?")).answer).toContain("free of charge");
  });

  it("that is to come has its vectors before its day", async () => {
    await bring("fees.md", FEES);
    await bring("fees.md", NEW_FEES, { validFrom: new Date(now.getTime() + DAY_MS) });
    const all = await chunks();
    const vectors = await db.system("embeddings").where({ org_id: orgId }).distinct("item_id");
    expect(vectors.map(({ item_id }) => item_id).sort()).toEqual(all.map(({ id }) => id).sort());
    expect(all).toHaveLength(3);
  });

  it("that is to come is replaced by one that is brought in for now", async () => {
    await bring("fees.md", FEES);
    const from = new Date(now.getTime() + DAY_MS);
    await bring("fees.md", NEW_FEES, { validFrom: from });
    pass(1_000);
    await bring("fees.md", FEES.replace("5 USD", "6 USD"));
    pass(2 * DAY_MS);
    expect((await ask("What does a withdrawal cost?")).answer).toContain("6 USD");
    const [, replaced] = await versions();
    expect(replaced).toMatchObject({ version: 2, validFrom: from, validTo: from });
  });

  it("with an end stops answering then", async () => {
    await bring("fees.md", FEES, { validTo: new Date(now.getTime() + DAY_MS) });
    expect((await ask("What does a withdrawal cost?")).answered).toBe(true);
    pass(DAY_MS);
    expect((await ask("What does a withdrawal cost?")).answered).toBe(false);
  });

  it("that ends before it begins is refused", async () => {
    await expect(bring("fees.md", FEES, { validTo: new Date(now.getTime() - 1) })).rejects.toThrow(
      "after it comes into",
    );
  });

  it("can be read as it was, also of a document that was removed", async () => {
    await bring("fees.md", FEES);
    pass(1_000);
    await bring("fees.md", NEW_FEES);
    await knowledge.remove({ orgId, kb: "default", ids: ["fees.md"] });
    expect((await ask("What does a withdrawal cost?")).answered).toBe(false);
    expect(await versions()).toMatchObject([
      { version: 2, validTo: expect.any(Date) },
      { version: 1, validTo: expect.any(Date) },
    ]);
    expect(await knowledge.readVersion({ orgId, kb: "default", id: "fees.md", version: 1 })).toMatchObject({
      content: FEES,
    });
  });
});

describe("a file of every format", () => {
  it("answers with its heading and page", async () => {
    const words = (y: number, text: string, size = 11) => ({ text, x: 70, y, size });
    await bring(
      "terms.pdf",
      pdfFile([
        [words(700, "Preface to the terms.")],
        [words(780, "Margin", 18), words(740, "A margin call is made at 80 per cent.")],
      ]),
    );
    await bring(
      "guide.docx",
      wordFile([heading(1, "Verification"), paragraph("Verification of a passport takes two days.")]),
    );
    await bring(
      "faq.xlsx",
      excelFile({
        FAQ: [
          ["问题", "答案"],
          ["最低入金是多少？", "最低入金为 100 美元。"],
        ],
      }),
    );
    await bring("hours.html", "<h1>Opening hours</h1><p>The office is open from 9 to 18.</p>");
    expect(await ask("When is a margin call made?")).toMatchObject({
      sources: [{ id: "terms.pdf", page: 2, headingPath: ["Margin"], quote: "A margin call is made at 80 per cent." }],
    });
    expect((await ask("How long does verification of a passport take?")).sources).toMatchObject([
      { id: "guide.docx", title: "Verification" },
    ]);
    expect((await ask("最低入金是多少")).answer).toBe("最低入金为 100 美元。");
    expect((await ask("When is the office open?")).sources).toMatchObject([{ id: "hours.html" }]);
    const [base] = await knowledge.list(orgId);
    expect(base?.documentList.map(({ externalId, fileType }) => [externalId, fileType]).sort()).toEqual([
      ["guide.docx", "docx"],
      ["hours.html", "html"],
      ["terms.pdf", "pdf"],
    ]);
  });

  it("that fails stands in the list with its reason, and the others are imported", async () => {
    await bring("broken.pdf", "%PDF no more");
    const report = await knowledge.importFiles({ orgId, kb: "default", paths: [folder] });
    expect(report.files).toMatchObject([
      { path: "broken.pdf", errors: [{ words: { en: expect.stringContaining("damaged") } }] },
    ]);
    await bring("fees.md", FEES);
    const both = await knowledge.importFiles({ orgId, kb: "default", paths: [folder] });
    expect(both.files.map(({ path, read }) => [path, read])).toEqual([
      ["broken.pdf", 0],
      ["fees.md", 1],
    ]);
    const [base] = await knowledge.list(orgId);
    expect(base?.documentList[0]).toMatchObject({
      externalId: "broken.pdf",
      status: "failed",
      errorMessage: "The PDF is damaged: it cannot be opened.",
    });
  });
});
