import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureOrganization } from "../../domain/organisation/ensure-organization.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { UnavailableError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import { silentLog } from "../../infra/log/log.ts";
import { type EmulatedQdrant, startEmulatedQdrant } from "../../tests/contracts/vector-store-emulated-qdrant.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { waitFor } from "../../tests/support/wait-for.ts";
import { createKnowledge, type Knowledge } from "../index.ts";
import { createEmbeddedVectorStore } from "../ports/embedded-vector-store.ts";
import type { Embedder } from "../ports/embedder.ts";
import { createHashedEmbedder } from "../ports/hashed-embedder.ts";
import { createPackedTextIndex } from "../ports/packed-text-index.ts";
import { createQdrantVectorStore } from "../ports/qdrant-vector-store.ts";
import { createStaticEmbedder } from "../ports/static-embedder.ts";

const FAQS = 300;
/** A text and another wording of each. */
const TEXTS = FAQS * 2;
const LATER_MS = 31_000;

let database: TestDatabase;
let db: Database;
let qdrant: EmulatedQdrant;
let orgId: string;
let folder: string;
/** How far the clock of every process is ahead. */
let ahead = 0;
const open: Knowledge[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url);
  qdrant = await startEmulatedQdrant();
});
afterAll(async () => {
  await qdrant.close();
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "deskhand-vector-sets-"));
  orgId = await ensureOrganization(db.system, `org-${newId().slice(-12)}`, "Test");
  ahead = 0;
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((knowledge) => knowledge.close()));
  await rm(folder, { recursive: true });
  await db.system("vector_sets").where({ org_id: orgId }).delete();
});

/** An embedder elsewhere, which a test holds up, lets fail, and asks what it was given. */
function service(name: string, { isInProcess: _, ...embedder }: Embedder) {
  const asked: string[] = [];
  let left = Number.POSITIVE_INFINITY;
  let failing: Error | null = null;
  let goOn: () => void = () => {};
  return {
    asked,
    texts: () => asked.filter((text) => text.endsWith("要多久") || text.startsWith("withdrawal to")),
    /** Answers so many more requests with texts, then nobody until it is held up no more. */
    holdAfter: (requests: number) => {
      left = requests;
    },
    release: () => {
      left = Number.POSITIVE_INFINITY;
      goOn();
    },
    fail: (error: Error | null) => {
      failing = error;
    },
    embedder: {
      ...embedder,
      name,
      embed: async (texts: readonly string[]) => {
        const isOfTexts = texts.length > 6;
        if (isOfTexts && left-- <= 0) {
          if (failing) throw failing;
          await new Promise<void>((resolve) => {
            goOn = resolve;
          });
        }
        asked.push(...texts);
        return embedder.embed(texts);
      },
    } satisfies Embedder,
  };
}

const stores = {
  "in the process": createEmbeddedVectorStore,
  "in Qdrant": () => createQdrantVectorStore({ url: qdrant.url }),
};

describe.each(Object.entries(stores))("vectors %s", (_, createStore) => {
  function start(embedder: Embedder, earlier: Embedder[] = [], keepRetiredMs = 60_000): Knowledge {
    const knowledge = createKnowledge({
      db,
      embedder,
      earlierEmbedders: earlier.map((each) => ({ embedder: each, place: null })),
      keepRetiredMs,
      vectorStore: createStore(),
      textIndex: createPackedTextIndex(),
      model: null,
      clock: { now: () => new Date(Date.now() + ahead) },
      log: silentLog,
    });
    open.push(knowledge);
    return knowledge;
  }

  async function importFaqs(knowledge: Knowledge, from = 0, to = FAQS) {
    const path = join(folder, `faqs-${from}.jsonl`);
    const rows = Array.from({ length: to - from }, (__, at) => ({
      id: `faq-${from + at}`,
      question: `出金到第${from + at}号账户要多久`,
      alts: [`withdrawal to account ${from + at}`],
      answer: `答案 ${from + at}`,
    }));
    await writeFile(path, rows.map((row) => JSON.stringify(row)).join("\n"));
    return knowledge.importFiles({ orgId, kb: "default", paths: [path] });
  }

  /** How many of what is found were found by vectors. */
  const byVectors = async (knowledge: Knowledge, question = "出金到第77号账户几天") => {
    knowledge.changed(orgId);
    const { found, members } = await knowledge.search({ orgId, question });
    return members.vector === "ok" ? found.filter(({ ranks }) => ranks.vector !== undefined).length : 0;
  };
  const sets = async (knowledge: Knowledge) =>
    (await knowledge.vectorStatus(orgId)).sets.map(({ model, state, done, total }) => [model, state, done, total]);
  const models = () =>
    db.system("embeddings").where({ org_id: orgId }).groupBy("model").count().select("model").orderBy("model");

  it("of another embedder are made beside those that serve, and take over in one step without a question unanswered", async () => {
    const old = service("old", createHashedEmbedder());
    const next = service("next", createStaticEmbedder());
    const before = start(old.embedder);
    await importFaqs(before);
    expect(await sets(before)).toEqual([["old", "serving", TEXTS, TEXTS]]);

    const [one, two] = [start(next.embedder, [old.embedder]), start(next.embedder, [old.embedder])];
    for (const each of [one, two, before]) expect(await byVectors(each)).toBeGreaterThan(0);
    next.holdAfter(2);
    await one.beginVectors();
    const building = one.keepVectors();
    await waitFor("two batches", async () => (await sets(two))[1]?.[2] === 128);
    expect(await sets(two)).toEqual([
      ["old", "serving", TEXTS, TEXTS],
      ["next", "building", 128, TEXTS],
    ]);
    expect(await two.vectorStatus(orgId)).toMatchObject({ answering: "old", sets: [{}, { isWorkedOn: true }] });

    // From here until all is over somebody asks all the time, in every process.
    const silent: string[] = [];
    let isOver = false;
    const asking = Promise.all(
      Object.entries({ one, two, before }).map(async ([name, each]) => {
        while (!isOver) {
          if ((await byVectors(each)) === 0) silent.push(name);
          await new Promise(setImmediate);
        }
      }),
    );
    await importFaqs(two, FAQS, FAQS + 10);
    next.release();
    await building;
    const all = TEXTS + 20;
    expect(await sets(two)).toEqual([
      ["next", "serving", all, all],
      ["old", "retired", all, all],
    ]);
    await waitFor("the new embedder's question", async () => {
      await byVectors(two);
      return next.asked.includes("出金到第77号账户几天");
    });
    isOver = true;
    await asking;
    expect(silent).toEqual([]);
    expect(next.texts().length).toBe(all);
    expect(await byVectors(one, "出金到第305号账户几天")).toBeGreaterThan(0);
  });

  it("that no longer serve are kept for those who know no others, and go when their time is over", async () => {
    const before = start({ ...createHashedEmbedder(), name: "old" });
    await importFaqs(before);
    const after = start({ ...createStaticEmbedder(), name: "next" });
    await after.beginVectors();
    await after.keepVectors();
    expect(await models()).toHaveLength(2);
    expect(await byVectors(before)).toBeGreaterThan(0);
    ahead = 60_001;
    await after.keepVectors();
    expect(await models()).toEqual([{ model: "next", count: String(TEXTS) }]);
    expect(await sets(after)).toEqual([["next", "serving", TEXTS, TEXTS]]);
    expect(await byVectors(after)).toBeGreaterThan(0);
  });

  it("go on being made where the embedder failed, which is shown until it works", async () => {
    const next = service("next", createStaticEmbedder());
    const old = { ...createHashedEmbedder(), name: "old" };
    await importFaqs(start(old));
    const after = start(next.embedder, [old]);
    await after.beginVectors();
    next.holdAfter(3);
    next.fail(new UnavailableError("The embedding service failed (HTTP 503)."));
    await after.keepVectors();
    const failed = (await after.vectorStatus(orgId)).sets[1];
    expect(failed).toMatchObject({ state: "building", done: 192, total: TEXTS, isWorkedOn: false });
    expect(failed?.error).toBe("The embedding service failed (HTTP 503).");
    expect(failed?.retryAt).not.toBeNull();
    expect(await byVectors(after)).toBeGreaterThan(0);

    next.release();
    await after.keepVectors();
    expect((await sets(after))[1]?.[2]).toBe(192);
    ahead = 6_000;
    await after.keepVectors();
    expect(await after.vectorStatus(orgId)).toMatchObject({ answering: "next", sets: [{ error: null }, {}] });
    // Nothing was made twice.
    expect(next.texts().sort()).toEqual([...new Set(next.texts())].sort());
  });

  it("are made by one process at a time; when it is heard of no more, another goes on where it was", async () => {
    const next = service("next", createStaticEmbedder());
    const old = { ...createHashedEmbedder(), name: "old" };
    await importFaqs(start(old));
    const [dying, other] = [start(next.embedder, [old]), start(next.embedder, [old])];
    await dying.beginVectors();
    next.holdAfter(4);
    const never = dying.keepVectors();
    await waitFor("four batches", async () => (await sets(other))[1]?.[2] === 256);
    await other.keepVectors();
    expect((await sets(other))[1]).toEqual(["next", "building", 256, TEXTS]);
    ahead = LATER_MS;
    next.holdAfter(Number.POSITIVE_INFINITY);
    await other.keepVectors();
    expect((await sets(other))[0]).toEqual(["next", "serving", TEXTS, TEXTS]);
    // The one that was only slow sees that it is no longer its work.
    next.release();
    await never;
    expect((await sets(other))[0]).toEqual(["next", "serving", TEXTS, TEXTS]);
    expect(next.texts().length).toBe(TEXTS + 64);
  });

  it("that an import could not make are made later, and found by then", async () => {
    const only = service("only", createStaticEmbedder());
    const knowledge = start(only.embedder);
    only.holdAfter(0);
    only.fail(new UnavailableError("away"));
    expect(await importFaqs(knowledge)).toMatchObject({ vectorWarning: { en: "away" } });
    expect(await byVectors(knowledge)).toBe(0);
    only.release();
    ahead = 6_000;
    await knowledge.keepVectors();
    expect(await byVectors(knowledge)).toBeGreaterThan(0);
    const asked = only.texts().length;
    await knowledge.keepVectors();
    expect(only.texts().length).toBe(asked);
  });

  it("of an embedder that was given up again are never let serve", async () => {
    const old = { ...createHashedEmbedder(), name: "old" };
    const next = service("next", createStaticEmbedder());
    await importFaqs(start(old));
    const wrong = start(next.embedder, [old]);
    await wrong.beginVectors();
    next.holdAfter(1);
    const building = wrong.keepVectors();
    await waitFor("a batch", async () => (await sets(wrong))[1]?.[2] === 64);
    const back = start(old);
    await back.beginVectors();
    next.release();
    await building;
    expect(await sets(back)).toMatchObject([
      ["old", "serving", TEXTS, TEXTS],
      ["next", "retired", expect.any(Number), TEXTS],
    ]);
    expect(await byVectors(back)).toBeGreaterThan(0);
  });

  const canLose = createStore !== createEmbeddedVectorStore;
  it.skipIf(!canLose)(
    "that the store lost are noticed and made anew, from what is kept, without a question to the embedder",
    async () => {
      const only = service("only", createStaticEmbedder());
      const knowledge = start(only.embedder);
      await importFaqs(knowledge);
      await knowledge.keepVectors();
      const asked = only.texts().length;
      qdrant.fail(503);
      await knowledge.keepVectors();
      expect(await byVectors(knowledge)).toBe(0);
      qdrant.fail(null);
      await knowledge.keepVectors();
      expect(await sets(knowledge)).toHaveLength(1);
      qdrant.empty();
      expect(await byVectors(knowledge)).toBe(0);
      await knowledge.keepVectors();
      expect(await byVectors(knowledge)).toBeGreaterThan(0);
      expect(only.texts().length).toBe(asked);
      const made = (await sets(knowledge)).length;
      await knowledge.keepVectors();
      expect(await sets(knowledge)).toHaveLength(made);
    },
  );
});
