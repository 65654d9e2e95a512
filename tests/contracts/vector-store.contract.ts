import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import type { VectorCollection, VectorPoint, VectorStore } from "../../knowledge/ports/vector-store.ts";

interface VectorStoreContract {
  name: string;
  create: () => Promise<VectorStore>;
  /** Why the suite cannot run here. */
  skip?: string | undefined;
}

/** What every vector store promises. Vectors are two-dimensional, so that the expected order can be seen. */
export function vectorStoreContract({ name, create, skip }: VectorStoreContract): void {
  describe(`${name} keeps the vector store contract`, () => {
    let store: VectorStore;
    let faqs: VectorCollection;
    const [kb, otherKb] = [newId(), newId()];
    const [east, north, west] = [newId(), newId(), newId()];

    beforeEach(async (context) => {
      if (skip !== undefined) context.skip(skip);
      store = await create();
      faqs = { kind: "faqs", orgId: newId() };
      await store.ensureCollection(faqs, 2);
      await store.upsert(faqs, [faq(east, [1, 0], kb), faq(north, [0, 1], kb), faq(west, [-1, 0], otherKb)]);
    });
    afterEach(async () => {
      if (skip !== undefined) return;
      await store.drop(faqs);
      await store.close();
    });

    const find = async (vector: number[], limit = 10, kbId?: string) =>
      store.search(faqs, Float32Array.from(vector), { limit, ...(kbId === undefined ? {} : { kbId }) });
    const ids = async (vector: number[], limit?: number, kbId?: string) =>
      (await find(vector, limit, kbId)).map(({ itemId }) => itemId);

    it("gives the nearest first, with the cosine", async () => {
      const hits = await find([0.8, 0.6]);
      expect(hits.map(({ itemId }) => itemId)).toEqual([east, north, west]);
      expect(hits.map(({ score }) => Math.round(score * 100) / 100)).toEqual([0.8, 0.6, -0.8]);
    });

    it("gives at most as many as asked for", async () => {
      expect(await ids([0.8, 0.6], 2)).toEqual([east, north]);
    });

    it("looks only into the knowledge base that is named", async () => {
      expect(await ids([1, 0], 10, kb)).toEqual([east, north]);
      expect(await ids([1, 0], 10, otherKb)).toEqual([west]);
      expect(await ids([1, 0], 10, newId())).toEqual([]);
    });

    it("keeps several wordings of an item apart, and says which was found", async () => {
      await store.upsert(faqs, [{ ...faq(east, [0, -1], kb), part: 2 }]);
      const [hit] = await find([0, -1], 1);
      expect(hit).toMatchObject({ itemId: east, part: 2 });
      expect(await ids([1, 0], 1)).toEqual([east]);
    });

    it("replaces a vector that comes again", async () => {
      await store.upsert(faqs, [faq(east, [0, -1], kb)]);
      expect(await ids([0, -1], 1)).toEqual([east]);
      expect(await find([1, 0])).toHaveLength(3);
    });

    it("deletes an item with all its wordings, and does not mind unknown ones", async () => {
      await store.upsert(faqs, [{ ...faq(east, [0, -1], kb), part: 1 }]);
      await store.delete(faqs, [east, newId()]);
      expect(await ids([1, 0])).toEqual([north, west]);
    });

    it("deletes nothing when nothing is named", async () => {
      await store.delete(faqs, []);
      expect(await find([1, 0])).toHaveLength(3);
    });

    it("deletes what belongs to one knowledge base", async () => {
      await store.deleteKnowledgeBase(faqs, kb);
      expect(await ids([1, 0])).toEqual([west]);
    });

    it("keeps organisations and kinds apart", async () => {
      const others: VectorCollection[] = [
        { kind: "faqs", orgId: newId() },
        { kind: "document_chunks", orgId: faqs.orgId },
      ];
      for (const other of others) {
        expect(await store.search(other, Float32Array.from([1, 0]), { limit: 10 })).toEqual([]);
      }
    });

    it("keeps sets of one kind apart, also of other dimensions, and publishes one without a word", async () => {
      const next = { ...faqs, set: newId().slice(-12) };
      await store.ensureCollection(next, 3);
      await store.upsert(next, [faq(west, [0, 0, 1], kb)]);
      await store.publish?.(next);
      expect(
        (await store.search(next, Float32Array.from([0, 0, 1]), { limit: 5 })).map(({ itemId }) => itemId),
      ).toEqual([west]);
      expect(await ids([1, 0], 1)).toEqual([east]);
      await store.drop(next);
      expect(await ids([1, 0], 1)).toEqual([east]);
    });

    it("keeps a collection of the same dimensions, and makes it anew for others", async () => {
      expect(await store.ensureCollection(faqs, 2)).toBe("kept");
      expect(await find([1, 0])).toHaveLength(3);
      expect(await store.ensureCollection(faqs, 3)).toBe("rebuilt");
      expect(await find([1, 0, 0])).toEqual([]);
      await store.upsert(faqs, [faq(east, [0, 0, 1], kb)]);
      expect(await ids([0, 0, 1])).toEqual([east]);
    });

    it("names those of some collections that it has not, where it can lose any", async () => {
      const none = { ...faqs, set: newId().slice(-12) };
      const named = await store.lost?.([faqs, none]);
      expect(named ?? [none]).toEqual([none]);
    });

    it("drops a collection, twice if need be, and makes it again", async () => {
      await store.drop(faqs);
      await store.drop(faqs);
      expect(await find([1, 0])).toEqual([]);
      expect(await store.ensureCollection(faqs, 2)).toBe("created");
      expect(await find([1, 0])).toEqual([]);
    });

    it("takes chunks and memories as well", async () => {
      const chunks: VectorCollection = { kind: "document_chunks", orgId: faqs.orgId };
      const memories: VectorCollection = { kind: "memories", orgId: faqs.orgId };
      const [chunk, memory] = [newId(), newId()];
      await store.ensureCollection(chunks, 2);
      await store.ensureCollection(memories, 2);
      await store.upsert(chunks, [
        {
          itemId: chunk,
          part: 0,
          vector: Float32Array.from([1, 0]),
          payload: { chunk_id: chunk, doc_id: newId(), content: "…", category: null, kb_id: kb },
        },
      ]);
      await store.upsert(memories, [
        {
          itemId: memory,
          part: 0,
          vector: Float32Array.from([1, 0]),
          payload: {
            memory_id: memory,
            customer_id: null,
            type: "shared",
            content: "…",
            importance: 0.5,
            category: null,
            kb_id: kb,
          },
        },
      ]);
      expect((await store.search(chunks, Float32Array.from([1, 0]), { limit: 1 }))[0]?.itemId).toBe(chunk);
      expect((await store.search(memories, Float32Array.from([1, 0]), { limit: 1 }))[0]?.itemId).toBe(memory);
      await store.drop(chunks);
      await store.drop(memories);
    });
  });
}

function faq(id: string, vector: number[], kbId: string): VectorPoint {
  const payload = { faq_id: id, question: "q", answer: "a", category: null, kb_id: kbId };
  return { itemId: id, part: 0, vector: Float32Array.from(vector), payload };
}
