import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureOrganization } from "../domain/organisation/ensure-organization.ts";
import { systemClock } from "../infra/clock.ts";
import { connectDatabase, type Database } from "../infra/db/connect.ts";
import { listen } from "../infra/db/listen.ts";
import { NotFoundError, UnavailableError } from "../infra/errors.ts";
import { newId } from "../infra/ids.ts";
import { silentLog } from "../infra/log/log.ts";
import { MIGRATED_TEMPLATE } from "../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../tests/support/test-database.ts";
import { waitFor } from "../tests/support/wait-for.ts";
import { createKnowledge, type Knowledge, type KnowledgeDeps, knowledgeChannel } from "./index.ts";
import { createEmbeddedVectorStore } from "./ports/embedded-vector-store.ts";
import { createHashedEmbedder } from "./ports/hashed-embedder.ts";
import { createPackedTextIndex } from "./ports/packed-text-index.ts";

const FEES_AND_HOURS = [
  {
    id: "fees",
    question: "出金手续费是多少？",
    alts: ["提现收费吗"],
    answer: "单笔出金收取 5 美元手续费。",
    category: "资金",
  },
  { id: "hours", question: "When is customer service open?", answer: "Monday to Friday, 9:00 to 18:00 (UTC+8)." },
  { id: "password", question: "How do I reset my password?", answer: "Choose Forgot password on the sign-in page." },
];

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
  folder = await mkdtemp(join(tmpdir(), "deskhand-knowledge-"));
  orgId = await ensureOrganization(db.system, `org-${newId().slice(-12)}`, "Test");
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((knowledge) => knowledge.close()));
  await rm(folder, { recursive: true });
});

function openKnowledge(changes: Partial<KnowledgeDeps> = {}): Knowledge {
  const knowledge = createKnowledge({
    db,
    embedder: createHashedEmbedder(),
    vectorStore: createEmbeddedVectorStore(),
    textIndex: createPackedTextIndex(),
    model: null,
    clock: systemClock,
    log: silentLog,
    ...changes,
  });
  open.push(knowledge);
  return knowledge;
}

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => JSON.stringify(row)).join("\n");
}

async function importFaqs(knowledge: Knowledge, rows: readonly unknown[] = FEES_AND_HOURS) {
  return knowledge.importFiles({ orgId, kb: "default", paths: [await file("faqs.jsonl", jsonLines(rows))] });
}

const ask = (knowledge: Knowledge, question: string, language: "zh" | "en" = "en") =>
  knowledge.answer({ orgId, question, language });

describe("an organisation's knowledge", () => {
  it("answers from an imported FAQ with its text, its id and a confidence", async () => {
    const knowledge = openKnowledge();
    await importFaqs(knowledge);
    const answer = await ask(knowledge, "提现的手续费多少", "zh");
    expect(answer).toMatchObject({
      answered: true,
      mode: "approved",
      answer: "单笔出金收取 5 美元手续费。",
      sources: [{ kind: "faq", id: "fees", title: "出金手续费是多少？" }],
    });
    expect(answer.confidence).toBeGreaterThan(0.6);
  });

  it("answers a question that is an FAQ's word for word, however alike another one is", async () => {
    const knowledge = openKnowledge();
    const alike = ["close", "verify", "renew", "rename"].flatMap((verb) =>
      ["bank card", "tax statement", "referral bonus", "savings plan"].flatMap((thing) =>
        ["in Swiss francs", "after a marriage", "from abroad", "by telephone", "on a weekend"].map((how) => ({
          id: `${verb} ${thing} ${how}`,
          question: `How do I ${verb} my ${thing} ${how}?`,
          answer: `To ${verb} a ${thing} ${how}, write to us.`,
        })),
      ),
    );
    await importFaqs(knowledge, alike);
    for (const { question, answer } of alike) {
      expect(await ask(knowledge, question.toLowerCase())).toMatchObject({ kind: "answer", answer });
    }
  });

  it("does not answer what it does not know", async () => {
    const knowledge = openKnowledge();
    await importFaqs(knowledge);
    expect(await ask(knowledge, "明天上海会下雨吗", "zh")).toMatchObject({
      answered: false,
      answer: null,
      sources: [],
    });
  });

  it("does not answer an organisation that has no knowledge", async () => {
    expect(await ask(openKnowledge(), "How do I reset my password?")).toMatchObject({ answered: false, confidence: 0 });
  });

  it("cites a passage of a Markdown file with its headings", async () => {
    const knowledge = openKnowledge();
    const path = await file(
      "guide.md",
      "# Trading guide\n\n## Leverage\n\nLeverage on major pairs is limited to 30:1.\n\n## Swaps\n\nSwaps are charged at 22:00.",
    );
    await knowledge.importFiles({ orgId, kb: "default", paths: [path] });
    expect(await ask(knowledge, "What is the leverage on major pairs limited to?")).toMatchObject({
      answered: true,
      answer: "Leverage on major pairs is limited to 30:1.",
      sources: [{ kind: "chunk", id: "guide.md", title: "Trading guide", headingPath: ["Trading guide", "Leverage"] }],
    });
  });

  it("says that an entry without an answer has no approved text", async () => {
    const knowledge = openKnowledge();
    const report = await importFaqs(knowledge, [{ id: "bare", question: "How do I close my account?" }]);
    expect(report.files[0]).toMatchObject({ read: 1, withoutAnswer: 1, errors: [] });
    expect(await ask(knowledge, "How do I close my account?")).toMatchObject({
      answered: true,
      hasApprovedText: false,
      sources: [{ id: "bare" }],
    });
  });

  it("asks only the knowledge base that is named", async () => {
    const knowledge = openKnowledge();
    await importFaqs(knowledge);
    const question = "How do I reset my password?";
    expect((await knowledge.answer({ orgId, question, language: "en", kb: "other" })).answered).toBe(false);
    expect((await knowledge.answer({ orgId, question, language: "en", kb: "default" })).answered).toBe(true);
  });

  it("never answers from another organisation's knowledge", async () => {
    const knowledge = openKnowledge();
    await importFaqs(knowledge);
    const other = await ensureOrganization(db.system, "neighbour", "Neighbour");
    const answer = await knowledge.answer({ orgId: other, question: "How do I reset my password?", language: "en" });
    expect(answer.trace.retrieved).toEqual([]);
  });
});

describe("importing again", () => {
  it("changes nothing when nothing changed", async () => {
    const knowledge = openKnowledge();
    await importFaqs(knowledge);
    const again = await importFaqs(knowledge);
    expect(again.faqs).toEqual({ created: 0, updated: 0, unchanged: 3 });
  });

  it("answers with the new text at once, and no longer with the old", async () => {
    const knowledge = openKnowledge();
    await importFaqs(knowledge);
    await ask(knowledge, "出金手续费是多少", "zh");
    const changed = [{ ...FEES_AND_HOURS[0], answer: "出金免手续费。" }];
    expect((await importFaqs(knowledge, changed)).faqs).toEqual({ created: 0, updated: 1, unchanged: 0 });
    expect(await ask(knowledge, "出金手续费是多少", "zh")).toMatchObject({ answer: "出金免手续费。" });
  });

  it("keeps the ids of a document's unchanged passages and stops answering from removed ones", async () => {
    const knowledge = openKnowledge();
    const paths = [
      await file("a.md", "# A\n\n## Margin\n\nMargin calls come at 80 %.\n\n## Bonus\n\nThe bonus is 100 USD."),
    ];
    await knowledge.importFiles({ orgId, kb: "default", paths });
    const before = await knowledge.search({ orgId, question: "When do margin calls come?" });
    await file("a.md", "# A\n\n## New\n\nNothing of interest.\n\n## Margin\n\nMargin calls come at 80 %.");
    await knowledge.importFiles({ orgId, kb: "default", paths });
    const after = await knowledge.search({ orgId, question: "When do margin calls come?" });
    expect(after.found[0]?.entry.id).toBe(before.found[0]?.entry.id);
    expect(await ask(knowledge, "The bonus is 100 USD")).toMatchObject({ answered: false });
  });

  it("keeps one row of an id that stands twice in a file, the last, and says so", async () => {
    const knowledge = openKnowledge();
    const report = await importFaqs(knowledge, [
      { id: "x", question: "What is a pip?", answer: "The first answer." },
      { id: "x", question: "What is a pip?", answer: "The second answer." },
    ]);
    expect(report.files[0]?.errors).toEqual([
      {
        line: 2,
        words: expect.objectContaining({ en: "The same id or question stands further up; this row counts." }),
      },
    ]);
    expect(await ask(knowledge, "What is a pip?")).toMatchObject({ answer: "The second answer." });
  });
});

describe("an import with mistakes in it", () => {
  it("names the lines that are wrong and takes the others", async () => {
    const knowledge = openKnowledge();
    const path = await file(
      "faqs.jsonl",
      '{"question":"What is a lot?","answer":"100,000 units."}\n{broken\n{"answer":"x"}\n',
    );
    const report = await knowledge.importFiles({ orgId, kb: "default", paths: [path] });
    expect(report.files).toEqual([
      {
        path: "faqs.jsonl",
        read: 1,
        withoutAnswer: 0,
        notes: [],
        moreErrors: 0,
        errors: [
          { line: 2, words: { en: "This line is not JSON.", zh: "此行不是 JSON。" } },
          { line: 3, words: { en: expect.stringContaining("question"), zh: "问题：缺失或格式不对" } },
        ],
      },
    ]);
    expect(await ask(knowledge, "What is a lot?")).toMatchObject({ answer: "100,000 units." });
  });

  it("goes on after a file that cannot be read, and lists it as failed with the reason", async () => {
    const knowledge = openKnowledge();
    await mkdir(join(folder, "docs"));
    await writeFile(join(folder, "docs", "bad.md"), Buffer.from([0x00, 0xff, 0x41]));
    await writeFile(join(folder, "docs", "good.md"), "# Limits\n\nThe daily limit is 50,000 USD.");
    await knowledge.importFiles({ orgId, kb: "default", paths: [join(folder, "docs")] });
    const [base] = await knowledge.list(orgId);
    expect(
      base?.documentList.map(({ externalId, status, errorMessage }) => [externalId, status, errorMessage]),
    ).toEqual([
      ["bad.md", "failed", "The encoding of the file cannot be told: save it as UTF-8 and import it again."],
      ["good.md", "completed", null],
    ]);
  });

  it("refuses a document of more than 8 MB, with its size", async () => {
    const path = await file("big.txt", "x".repeat(8 * 1024 * 1024 + 1));
    const report = await openKnowledge().importFiles({ orgId, kb: "default", paths: [path] });
    expect(report.files[0]?.errors).toMatchObject([
      { words: { en: "The file has 9 MB; at most 8 MB are read of txt." } },
    ]);
  });

  it("keeps answering from the last good version of a file that is broken now", async () => {
    const knowledge = openKnowledge();
    const paths = [await file("limits.md", "# Limits\n\nThe daily limit is 50,000 USD.")];
    await knowledge.importFiles({ orgId, kb: "default", paths });
    await writeFile(join(folder, "limits.md"), Buffer.from([0x00, 0xff, 0x41]));
    await knowledge.importFiles({ orgId, kb: "default", paths });
    expect(await ask(knowledge, "What is the daily limit?")).toMatchObject({ answered: true });
  });
});

describe("several processes", () => {
  it("answer from what one of them imported as soon as they are told", async () => {
    const [here, there] = [openKnowledge(), openKnowledge({ cache: { checkEveryMs: 3_600_000 } })];
    await importFaqs(here, FEES_AND_HOURS.slice(1, 2));
    const listener = await listen(database.url, { [knowledgeChannel]: (id) => there.changed(id || null) }, silentLog);
    try {
      expect((await ask(there, "How do I reset my password?")).answered).toBe(false);
      await importFaqs(here);
      await waitFor(
        "the other process's answer",
        async () => (await ask(there, "How do I reset my password?")).answered,
      );
    } finally {
      await listener.close();
    }
  });

  it("see a change by themselves when no notification comes", async () => {
    const [here, there] = [openKnowledge(), openKnowledge({ cache: { checkEveryMs: 0 } })];
    await importFaqs(here, FEES_AND_HOURS.slice(1, 2));
    expect((await ask(there, "How do I reset my password?")).answered).toBe(false);
    await importFaqs(here);
    expect((await ask(there, "How do I reset my password?")).answered).toBe(true);
  });
});

describe("removing", () => {
  it("takes single entries out of every answer", async () => {
    const knowledge = openKnowledge();
    await importFaqs(knowledge);
    expect(await knowledge.remove({ orgId, kb: "default", ids: ["password", "unknown"] })).toEqual({
      faqs: 1,
      documents: 0,
    });
    expect((await ask(knowledge, "How do I reset my password?")).answered).toBe(false);
    expect((await ask(knowledge, "When is customer service open?")).answered).toBe(true);
  });

  it("takes a whole knowledge base out, with its vectors", async () => {
    const knowledge = openKnowledge();
    await importFaqs(knowledge);
    expect(await knowledge.remove({ orgId, kb: "default" })).toEqual({ faqs: 3, documents: 0 });
    expect((await ask(knowledge, "How do I reset my password?")).answered).toBe(false);
    expect(await db.system("embeddings").where({ org_id: orgId })).toEqual([]);
  });

  it("says when there is no such knowledge base", async () => {
    await expect(openKnowledge().remove({ orgId, kb: "nothing" })).rejects.toThrow(NotFoundError);
  });
});

describe("vectors", () => {
  it("are kept per wording and read again by the next process, without asking the embedder for them", async () => {
    await importFaqs(openKnowledge());
    const rows = await db.system("embeddings").where({ org_id: orgId });
    expect(rows.map((row) => [row.kind, row.part, row.model, row.vector.length])).toEqual([
      ["faq", 0, "hashed-ngrams-1", 384 * 4],
      ["faq", 1, "hashed-ngrams-1", 384 * 4],
      ["faq", 0, "hashed-ngrams-1", 384 * 4],
      ["faq", 0, "hashed-ngrams-1", 384 * 4],
    ]);
    const hashed = createHashedEmbedder();
    const asked: string[] = [];
    const next = openKnowledge({
      embedder: {
        ...hashed,
        embed: (texts) => {
          asked.push(...texts);
          return hashed.embed(texts);
        },
      },
    });
    const answer = await ask(next, "reset my password");
    expect(answer.trace.retrieved[0]?.ranks).toEqual({ text: 1, vector: 1 });
    expect(asked).not.toContain("How do I reset my password?");
  });

  it("may be missing: an import with a failing embedder warns, and words still find", async () => {
    const failing = {
      ...createHashedEmbedder(),
      embed: async () => {
        throw new UnavailableError("The embedding service failed (HTTP 500).");
      },
    };
    const knowledge = openKnowledge({ embedder: failing });
    expect((await importFaqs(knowledge)).vectorWarning).toEqual({
      en: "The embedding service failed (HTTP 500).",
      zh: "暂时无法生成向量，目前只能按字词检索。",
    });
    const answer = await ask(knowledge, "How do I reset my password?");
    expect(answer.trace.members).toEqual({ text: "ok", vector: "failed" });
    expect(answer.trace.retrieved[0]?.id).toBe("password");
  });

  it("are made anew for another model by a reindex, and the old ones dropped", async () => {
    await importFaqs(openKnowledge());
    const other = openKnowledge({ embedder: { ...createHashedEmbedder(), name: "another" }, keepRetiredMs: 0 });
    expect(await other.reindex({ orgId })).toEqual({ knowledgeBases: ["default"], vectorsMade: 4 });
    expect(await db.system("embeddings").where({ org_id: orgId }).distinct("model").pluck("model")).toEqual([
      "another",
    ]);
    expect((await ask(other, "reset my password")).trace.retrieved[0]?.ranks.vector).toBe(1);
  });
});
