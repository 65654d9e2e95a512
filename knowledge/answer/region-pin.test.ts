import { describe, expect, it } from "vitest";
import { silentLog } from "../../infra/log/log.ts";
import { createEmbeddedVectorStore } from "../ports/embedded-vector-store.ts";
import { createHashedEmbedder } from "../ports/hashed-embedder.ts";
import { createMiniSearchTextIndex } from "../ports/minisearch-text-index.ts";
import { isOutside, type RegionPin } from "../ports/service-place.ts";
import { createKnowledgeBaseIndex } from "../retrieve/knowledge-base-index.ts";
import { createSearch } from "../retrieve/search.ts";
import { createEmbedders } from "../vectors/embedders.ts";

const model = { recipient: "model:api.example.com", region: null };
const pin: RegionPin = { region: "cn", consented: new Set() };

describe("a text under a region pin", () => {
  it("may go to what runs here and to what is inside, and nowhere else without a consent to that very recipient", () => {
    expect(isOutside(null, pin)).toBe(false);
    expect(isOutside({ ...model, region: "cn" }, pin)).toBe(false);
    expect(isOutside(model, pin)).toBe(true);
    expect(isOutside({ ...model, region: "eu" }, pin)).toBe(true);
    expect(isOutside(model, { ...pin, consented: new Set(["model:api.example.com"]) })).toBe(false);
    expect(isOutside(model, { ...pin, consented: new Set(["embedder:api.example.com"]) })).toBe(true);
    expect(isOutside(model, null)).toBe(false);
  });

  it("is not given to an embedder outside, but for a consent, and is searched for by its words", async () => {
    const embedded: string[] = [];
    const hashed = createHashedEmbedder();
    const stores = { vectorStore: createEmbeddedVectorStore(), textIndex: createMiniSearchTextIndex() };
    const index = createKnowledgeBaseIndex("org", "kb", stores, { model: hashed.name, collection: "" });
    const embedder = {
      ...hashed,
      embed: (texts: readonly string[]) => {
        embedded.push(...texts);
        return hashed.embed(texts);
      },
    };
    const search = createSearch({
      cache: { open: async () => [index], changed: () => undefined, close: async () => undefined },
      embedders: createEmbedders({ embedder, place: { recipient: "embedder:api.example.com", region: "eu" } }),
      ...stores,
      log: silentLog,
    });
    const question = "card 6222";
    const withheld = await search({ orgId: "org", question, pin });
    expect(withheld.members).toEqual({ text: "ok", vector: "withheld" });
    expect(embedded).toEqual([]);
    const consented = new Set(["embedder:api.example.com"]);
    expect((await search({ orgId: "org", question, pin: { ...pin, consented } })).members.vector).toBe("ok");
    expect(embedded).toContain(question);
    embedded.length = 0;
    expect((await search({ orgId: "org", question, pin })).members.vector).toBe("withheld");
    expect(embedded).toEqual([]);
  });
});
