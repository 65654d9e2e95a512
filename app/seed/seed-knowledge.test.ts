import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recogniseRequest } from "../../bot/conduct/customer-requests.ts";
import { checkClaims, createClaimPolicy } from "../../bot/conduct/prohibited-claims.ts";
import { systemClock } from "../../infra/clock.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { silentLog } from "../../infra/log/log.ts";
import {
  createEmbeddedVectorStore,
  createKnowledge,
  createPackedTextIndex,
  createStaticEmbedder,
  type Knowledge,
} from "../../knowledge/index.ts";
import { personas } from "../../playground/page/personas.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { knowledgeFolder, readScripts } from "./seed-data.ts";
import { seedDemo } from "./seed-demo.ts";

interface Faq {
  id: string;
  question: string;
  alts: string[];
  answer: string;
}

const read = (file: string): string => readFileSync(join(knowledgeFolder, file), "utf8");
const readFaqs = (file: string): Faq[] =>
  read(file)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const faqs = { en: readFaqs("faqs.en.jsonl"), zh: readFaqs("faqs.zh.jsonl") };

describe("everything that the demo may say to a customer", () => {
  const policy = createClaimPolicy();

  it("passes the gate", async () => {
    const scripts = (await readScripts()).flatMap(({ contentCn, contentEn }) => [contentCn, contentEn]);
    const answers = [...faqs.en, ...faqs.zh].map(({ answer }) => answer);
    const documents = [read("withdrawal-policy.en.md"), read("withdrawal-policy.zh.md")];
    const held = [...answers, ...documents, ...scripts].filter((text) => !checkClaims(text, policy).ok);
    expect(held).toEqual([]);
  });
});

describe("the demo's knowledge", () => {
  let database: TestDatabase;
  let db: Database;
  let knowledge: Knowledge;
  let orgId: string;

  beforeAll(async () => {
    database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
    db = connectDatabase(database.url, { app: 4, system: 2 });
    knowledge = createKnowledge({
      db,
      embedder: createStaticEmbedder(),
      vectorStore: createEmbeddedVectorStore(),
      textIndex: createPackedTextIndex(),
      model: null,
      clock: systemClock,
      log: silentLog,
    });
    ({ orgId } = await seedDemo({ db, knowledge, clock: systemClock }));
  });
  afterAll(async () => {
    await knowledge.close();
    await db.close();
    await database.drop();
  });

  const sourceOf = async (question: string, language: "en" | "zh") => {
    const answer = await knowledge.answer({ orgId, question, language });
    return answer.kind === "answer" ? answer.sources[0]?.title : answer.kind;
  };

  it.each(["en", "zh"] as const)("answers each of its questions from itself, in %s", async (language) => {
    const wrong: [string, string | undefined][] = [];
    for (const { question, alts } of faqs[language]) {
      for (const wording of [question, ...alts]) {
        const title = await sourceOf(wording, language);
        if (title !== question) wrong.push([wording, title]);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("answers what the playground suggests, up to the last suggestion, which asks for a person", async () => {
    // One suggestion is worded as a customer would word it, not as the question is filed.
    const filedAs = new Map([["Can I lose my money?", "What are the risks of trading?"]]);
    for (const { language, questions } of Object.values(personas)) {
      const asked = questions.slice(0, -1);
      const titles = await Promise.all(asked.map((question) => sourceOf(question, language)));
      expect(titles).toEqual(asked.map((question) => filedAs.get(question) ?? question));
      expect(recogniseRequest(questions.at(-1) ?? "").request).toBe("human");
    }
  });

  it.each([
    ["en", "Which football team won yesterday?"],
    ["en", "Can you recommend a restaurant in Zurich?"],
    ["zh", "昨天哪个球队赢了？"],
    ["zh", "附近有什么好吃的餐厅？"],
  ] as const)("has no answer, in %s, to %s", async (language, question) => {
    expect(await sourceOf(question, language)).toBe("no_answer");
  });
});
