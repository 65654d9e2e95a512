import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureOrganization } from "../domain/organisation/ensure-organization.ts";
import { systemClock } from "../infra/clock.ts";
import { connectDatabase, type Database } from "../infra/db/connect.ts";
import { inOrganization } from "../infra/db/organization-scope.ts";
import { InputError } from "../infra/errors.ts";
import { newId } from "../infra/ids.ts";
import { silentLog } from "../infra/log/log.ts";
import { MIGRATED_TEMPLATE } from "../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../tests/support/test-database.ts";
import { createKnowledge, type Knowledge } from "./index.ts";
import { createEmbeddedVectorStore } from "./ports/embedded-vector-store.ts";
import { createHashedEmbedder } from "./ports/hashed-embedder.ts";
import { createMiniSearchTextIndex } from "./ports/minisearch-text-index.ts";
import { parseBaseSettings, saveBaseSettings } from "./store/base-settings.ts";
import { findKnowledgeBase } from "./store/knowledge-bases.ts";

let database: TestDatabase;
let db: Database;
let orgId: string;
let folder: string;
let knowledge: Knowledge;
let userIds: string[];

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url);
  orgId = await ensureOrganization(db.system, "bases", "Test");
  folder = await mkdtemp(join(tmpdir(), "deskhand-bases-"));
  const parts = { vectorStore: createEmbeddedVectorStore(), textIndex: createMiniSearchTextIndex() };
  knowledge = createKnowledge({
    ...{ db, embedder: createHashedEmbedder(), ...parts, model: null, clock: systemClock, log: silentLog },
  });
  userIds = await Promise.all(["Mei", "Tom"].map(addUser));
  await write("fees.jsonl", JSON.stringify({ id: "row1", title: "Fees", text: "A withdrawal costs 5 USD." }));
  await write("hours.md", "# Opening hours\n\nCustomer service is open from Monday to Friday, 9:00 to 18:00.\n");
});
afterAll(async () => {
  await knowledge.close();
  await db.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

const write = (name: string, text: string) => writeFile(join(folder, name), text);
async function addUser(name: string): Promise<string> {
  const id = newId();
  const code = `EMP_${name}`;
  await db
    .system("users")
    .insert({ id, org_id: orgId, name, employee_code: code, email: `${name.toLowerCase()}@x.com` });
  return id;
}
const bring = (name: string, filing: { tags?: string[]; by?: string } = {}) =>
  knowledge.importFiles({ orgId, kb: "default", paths: [join(folder, name)], ...filing });
const listed = async (tag?: string) => (await knowledge.list(orgId, tag)).flatMap(({ documentList }) => documentList);
const setBase = async (wanted: Record<string, unknown>) => {
  await inOrganization(db, orgId, async (scope) =>
    saveBaseSettings(scope, String(await findKnowledgeBase(scope, "default")), wanted),
  );
  knowledge.changed(orgId);
};
const ask = () => knowledge.answer({ orgId, question: "Is service open on a Friday evening?", language: "en" });

it("lists documents with their tags, who brought them in and the file they came from", async () => {
  await bring("hours.md", { tags: ["service"], by: String(userIds[0]) });
  await bring("fees.jsonl");
  expect(await listed()).toMatchObject([
    { externalId: "row1", tags: [], importedBy: null, origin: "fees.jsonl" },
    { externalId: "hours.md", tags: ["service"], importedBy: "Mei", origin: "hours.md" },
  ]);
  expect(await listed("service")).toMatchObject([{ externalId: "hours.md" }]);
});

it("changes the tags of a file that has not changed; who came first stays, and so do tags where none are named", async () => {
  const { documents } = await bring("hours.md", { tags: ["hours"], by: String(userIds[1]) });
  expect(documents).toMatchObject({ unchanged: 1, updated: 0 });
  await bring("hours.md");
  expect(await listed("hours")).toMatchObject([{ tags: ["hours"], importedBy: "Mei" }]);
});

it("cites no address for what came from a file", async () => {
  const answer = await ask();
  expect(answer.sources).toMatchObject([{ id: "hours.md", url: null }]);
});

it("answers from the threshold of the knowledge base on, and as everywhere when that is taken away", async () => {
  const { confidence } = await ask();
  expect(confidence).toBeGreaterThan(0.6);
  expect(confidence).toBeLessThan(0.99);
  await setBase({ threshold: 0.99 });
  expect(await ask()).toMatchObject({ kind: "no_answer", trace: { threshold: 0.99 } });
  const asked = { orgId, question: "Is service open on a Friday evening?", language: "en" } as const;
  expect(await knowledge.answer({ ...asked, threshold: 0.5 })).toMatchObject({ kind: "answer" });
  await setBase({ threshold: null });
  expect(await ask()).toMatchObject({ kind: "answer", trace: { threshold: 0.6 } });
});

it("takes the language of the knowledge base for texts whose own nothing tells", async () => {
  await write("rates.md", "154.30\n\n1.0871\n");
  await bring("rates.md");
  const language = async () =>
    (await knowledge.search({ orgId, question: "rates 154.30" })).found[0]?.entry.language ?? null;
  expect(await language()).toBeNull();
  await setBase({ language: "zh" });
  expect(await language()).toBe("zh");
});

it("reads a setting or refuses it, whatever is written, and keeps nothing else", () => {
  expect(parseBaseSettings(["threshold=0.7", "language=zh"])).toEqual({ threshold: 0.7, language: "zh" });
  expect(parseBaseSettings(["threshold="])).toEqual({ threshold: null });
  const word = fc.oneof(
    fc.string(),
    fc.tuple(fc.constantFrom("threshold", "language", "x"), fc.string()).map((w) => w.join("=")),
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), (words) => {
      try {
        const { threshold = 0.5, language = "en", ...others } = parseBaseSettings(words);
        expect(others).toEqual({});
        expect(threshold === null || (Number(threshold) >= 0.05 && Number(threshold) <= 0.99)).toBe(true);
        expect([null, "zh", "en"]).toContain(language);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }),
  );
});
