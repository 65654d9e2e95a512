import { setImmediate } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import type { FaqEntry } from "../entries.ts";
import { createEmbeddedVectorStore } from "../ports/embedded-vector-store.ts";
import { createPackedTextIndex } from "../ports/packed-text-index.ts";
import { createIndexCache, type IndexCacheOptions, type KnowledgeSource } from "./index-cache.ts";

function faq(id: string, kbId: string, fingerprint = "1"): FaqEntry {
  return {
    kind: "faq",
    id,
    kbId,
    externalId: id,
    question: `question ${id}`,
    alts: [],
    answer: "answer",
    category: null,
    language: "en",
    version: 1,
    fingerprint,
  };
}

/** A source whose contents a test changes, with a count of what was asked of it. */
function setUp(options: IndexCacheOptions = {}) {
  const bases = new Map([["org", [{ id: "kb", name: "default", revision: "1", audience: "public" as const }]]]);
  const entries = new Map<string, FaqEntry[]>([["kb", [faq("a", "kb")]]]);
  const untils = new Map<string, Date>();
  const asked: string[] = [];
  let failing = false;
  let failingEntries = false;
  const source: KnowledgeSource = {
    look: async (orgId) => {
      asked.push(`bases ${orgId}`);
      if (failing) throw new Error("database away");
      return {
        bases: (bases.get(orgId) ?? []).map((base) => ({ ...base, description: null, settings: {} })),
        vectors: null,
      };
    },
    entries: async (_, kbId) => {
      asked.push(`entries ${kbId}`);
      if (failingEntries) throw new Error("database away");
      return { entries: entries.get(kbId) ?? [], until: untils.get(kbId) ?? null };
    },
    vectors: () => async () => [],
  };
  let now = 0;
  const parts = { textIndex: createPackedTextIndex(), vectorStore: createEmbeddedVectorStore() };
  const cache = createIndexCache(source, parts, { now: () => new Date(now) }, options);
  return {
    cache,
    asked,
    bases,
    entries,
    untils,
    parts,
    pass: (ms: number) => {
      now += ms;
    },
    fail: (is: boolean) => {
      failing = is;
    },
    failEntries: (is: boolean) => {
      failingEntries = is;
    },
    known: async (orgId = "org", kb?: string) =>
      (await cache.open(orgId, { kb })).map((index) => [index.kbId, [...index.entries.keys()].sort()]),
  };
}

describe("the indexes in memory", () => {
  it("are loaded once, also for questions that come together", async () => {
    const { known, asked } = setUp();
    await Promise.all([known(), known(), known()]);
    expect(await known()).toEqual([["kb", ["a"]]]);
    expect(asked).toEqual(["bases org", "entries kb"]);
  });

  it("are looked at again after two seconds, and loaded again only when the revision has moved", async () => {
    const { known, asked, bases, entries, pass } = setUp();
    await known();
    pass(2_000);
    await known();
    expect(asked).toEqual(["bases org", "entries kb", "bases org"]);
    entries.set("kb", [faq("b", "kb")]);
    bases.set("org", [{ id: "kb", name: "default", revision: "2", audience: "public" as const }]);
    pass(2_000);
    expect(await known()).toEqual([["kb", ["b"]]]);
  });

  it("are looked at at once after a notification, for the organisation or for all", async () => {
    const { known, bases, entries, cache } = setUp();
    await known();
    for (const [revision, orgId] of [
      ["2", "org"],
      ["3", null],
    ] as const) {
      entries.set("kb", [faq(`of revision ${revision}`, "kb")]);
      bases.set("org", [{ id: "kb", name: "default", revision, audience: "public" as const }]);
      cache.changed(orgId);
      expect(await known()).toEqual([["kb", [`of revision ${revision}`]]]);
    }
  });

  it("take in only what has changed", async () => {
    const { known, bases, entries, parts, cache } = setUp();
    const kept = faq("a", "kb");
    entries.set("kb", [kept, faq("b", "kb")]);
    const [index] = await cache.open("org");
    const before = index?.faqProfiles("a");
    entries.set("kb", [kept, { ...faq("b", "kb", "2"), question: "another thing" }]);
    bases.set("org", [{ id: "kb", name: "default", revision: "2", audience: "public" as const }]);
    cache.changed("org");
    await known();
    expect(index?.faqProfiles("a")).toBe(before);
    expect((await parts.textIndex.search("faq:kb", "another thing", 5)).map(({ id }) => id)).toEqual(["b#0"]);
  });

  it("forget a knowledge base that is gone", async () => {
    const { known, bases, cache, parts } = setUp();
    await known();
    bases.set("org", []);
    cache.changed("org");
    expect(await known()).toEqual([]);
    expect(await parts.textIndex.search("faq:kb", "question a", 5)).toEqual([]);
  });

  it("are opened by name", async () => {
    const { known, bases, entries, asked } = setUp();
    bases.set("org", [
      { id: "kb", name: "default", revision: "1", audience: "public" as const },
      { id: "kb2", name: "second", revision: "1", audience: "public" as const },
    ]);
    entries.set("kb2", [faq("z", "kb2")]);
    expect(await known("org", "second")).toEqual([["kb2", ["z"]]]);
    expect(await known("org", "third")).toEqual([]);
    expect(asked).not.toContain("entries kb");
  });

  it("give up the ones not used for longest when there is no room", async () => {
    const { known, bases, entries, asked } = setUp({ maxEntries: 2 });
    for (const org of ["one", "two", "three"]) {
      bases.set(org, [{ id: `kb of ${org}`, name: "default", revision: "1", audience: "public" as const }]);
      entries.set(`kb of ${org}`, [faq(`entry of ${org}`, `kb of ${org}`)]);
    }
    await known("one");
    await known("two");
    await known("one");
    await known("three");
    asked.length = 0;
    await known("one");
    expect(asked).toEqual([]);
    expect(await known("two")).toEqual([["kb of two", ["entry of two"]]]);
    expect(asked).toEqual(["entries kb of two"]);
  });

  it("recover when the database was away", async () => {
    const { known, fail } = setUp();
    fail(true);
    await expect(known()).rejects.toThrow("database away");
    fail(false);
    expect(await known()).toEqual([["kb", ["a"]]]);
  });

  it("recover when the database goes away while the file of an index is still being read", async () => {
    const unheard: unknown[] = [];
    const hear = (error: unknown) => void unheard.push(error);
    process.on("unhandledRejection", hear);
    onTestFinished(() => void process.off("unhandledRejection", hear));
    // Rejections that nobody has heard of by the next turn of the event loop end a process.
    const read = async () => nextTurn(nextTurn(null));
    const { known, failEntries } = setUp({
      folder: { read, write: async () => undefined, remove: async () => undefined },
    });
    failEntries(true);
    await expect(known()).rejects.toThrow("database away");
    expect(unheard).toEqual([]);
    failEntries(false);
    expect(await known()).toEqual([["kb", ["a"]]]);
  });
});

async function nextTurn<T>(value: T | Promise<T>): Promise<T> {
  await setImmediate();
  return value;
}
