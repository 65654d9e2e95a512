import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UnavailableError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import { createEmbeddedVectorStore } from "../../knowledge/ports/embedded-vector-store.ts";
import { createQdrantVectorStore } from "../../knowledge/ports/qdrant-vector-store.ts";
import { vectorStoreContract } from "./vector-store.contract.ts";
import { type EmulatedQdrant, startEmulatedQdrant } from "./vector-store-emulated-qdrant.ts";

const qdrantUrl = process.env["QDRANT_URL"];
let emulated: EmulatedQdrant;
beforeAll(async () => {
  emulated = await startEmulatedQdrant();
});
afterAll(() => emulated.close());

vectorStoreContract({ name: "the embedded vector store", create: async () => createEmbeddedVectorStore() });
vectorStoreContract({
  name: "Qdrant's client against an emulated server",
  create: async () => createQdrantVectorStore({ url: emulated.url }),
});
vectorStoreContract({
  name: "a Qdrant server",
  create: async () => {
    const apiKey = process.env["QDRANT_API_KEY"];
    return createQdrantVectorStore({ url: qdrantUrl ?? "", ...(apiKey ? { apiKey } : {}) });
  },
  skip: qdrantUrl ? undefined : "QDRANT_URL is not set: set it to a Qdrant server to run this suite",
});

describe("the embedded vector store", () => {
  it("refuses a vector that does not fit the collection", async () => {
    const store = createEmbeddedVectorStore();
    const faqs = { kind: "faqs", orgId: newId() } as const;
    await store.ensureCollection(faqs, 3);
    const payload = { faq_id: newId(), question: "q", answer: "a", category: null, kb_id: newId() };
    const point = { itemId: payload.faq_id, part: 0, vector: Float32Array.from([1, 0]), payload };
    await expect(store.upsert(faqs, [point])).rejects.toThrow(RangeError);
  });
});

describe("Qdrant's collections", () => {
  it("are named after kind and organisation and carry document A's payload", async () => {
    const store = createQdrantVectorStore({ url: emulated.url });
    const [orgId, id, kbId] = [newId(), newId(), newId()];
    const payload = { faq_id: id, question: "出金要多久？", answer: "一到三个工作日。", category: "资金", kb_id: kbId };
    await store.ensureCollection({ kind: "faqs", orgId }, 2);
    await store.upsert({ kind: "faqs", orgId }, [{ itemId: id, part: 0, vector: Float32Array.from([1, 0]), payload }]);
    expect([...emulated.points(`faqs_${orgId}`).values()]).toEqual([
      { id, vector: [1, 0], payload: { ...payload, part: 0 } },
    ]);
  });

  it("of a set are found by the name without it once they are published, in place of those before", async () => {
    const store = createQdrantVectorStore({ url: emulated.url });
    const [orgId, kbId] = [newId(), newId()];
    const put = async (set: string, id: string) => {
      const collection = { kind: "faqs", orgId, set } as const;
      await store.ensureCollection(collection, 2);
      const payload = { faq_id: id, question: "q", answer: "a", category: null, kb_id: kbId };
      await store.upsert(collection, [{ itemId: id, part: 0, vector: Float32Array.from([1, 0]), payload }]);
      return collection;
    };
    const byName = () => [...emulated.points(`faqs_${orgId}`).keys()];
    const [old, first, next] = [newId(), newId(), newId()];
    // From before there were sets: the name is the collection's own until it is dropped.
    const plain = await put("", old);
    const one = await put("one", first);
    await store.publish?.(one);
    expect(byName()).toEqual([old]);
    await store.drop(plain);
    await store.publish?.(one);
    expect(byName()).toEqual([first]);
    const two = await put("two", next);
    expect(byName()).toEqual([first]);
    await store.publish?.(two);
    await store.publish?.(two);
    expect(byName()).toEqual([next]);
    await store.drop(one);
    expect(byName()).toEqual([next]);
    await store.publish?.({ kind: "faqs", orgId, set: "never made" });
    expect(byName()).toEqual([next]);
  });

  it("are unavailable, with the status, when the server fails", async () => {
    const store = createQdrantVectorStore({ url: emulated.url });
    emulated.fail(503);
    const failure = await store.ensureCollection({ kind: "faqs", orgId: newId() }, 2).catch((error: unknown) => error);
    emulated.fail(null);
    expect(failure).toBeInstanceOf(UnavailableError);
    expect(failure).toMatchObject({ message: "Qdrant failed (HTTP 503)." });
  });

  it("are unavailable when nobody listens there", async () => {
    const store = createQdrantVectorStore({ url: "http://127.0.0.1:9" });
    await expect(
      store.search({ kind: "faqs", orgId: newId() }, Float32Array.from([1, 0]), { limit: 1 }),
    ).rejects.toThrow(UnavailableError);
  });
});
