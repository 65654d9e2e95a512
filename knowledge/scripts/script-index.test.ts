import { describe, expect, it } from "vitest";
import { createHashedEmbedder } from "../ports/hashed-embedder.ts";
import { scoreScript } from "./score-script.ts";
import { type SearchableScript, toScriptEntry } from "./script-entry.ts";
import { createScriptIndex } from "./script-index.ts";

const script = (id: string, words: Partial<SearchableScript>): SearchableScript => ({
  id,
  category: "general",
  subcategory: null,
  scenario: null,
  tags: [],
  purpose: null,
  contentCn: null,
  contentEn: null,
  ...words,
});

const scripts = [
  script("out", {
    category: "withdrawal",
    contentCn: "我已看到您的出金申请，今天之内把结果告诉您。",
    contentEn: "I can see your withdrawal request and will tell you the result today.",
  }),
  script("returned", {
    category: "withdrawal",
    contentCn: "这笔出金被退回，是因为收款账户不是您本人名下的。",
    contentEn: "This withdrawal was returned because the account is not in your name.",
  }),
  script("in", { category: "deposit", contentCn: "我来为您查询这笔入金。", contentEn: "I will trace this deposit." }),
  script("login", {
    category: "platform",
    scenario: "A client cannot sign in to MT5",
    contentCn: "请检查服务器和密码。",
  }),
];

async function indexOf(all: readonly SearchableScript[]) {
  const index = createScriptIndex();
  await index.add(all.map(toScriptEntry));
  return index;
}

describe("the search for scripts", () => {
  it.each([
    ["withdrawal returned", "returned"],
    ["出金 退回", "returned"],
    ["提现被退回了", "returned"],
    ["where is my deposit", "in"],
    ["入金", "in"],
    ["MT5 sign in", "login"],
    ["withdrawal request result", "out"],
  ])("by words finds for %s the script %s first", async (query, best) => {
    const found = await (await indexOf(scripts)).search(query, null);
    expect(found[0]?.id).toBe(best);
  });

  it("finds nothing for words that no script has, nor for those that every text has", async () => {
    const index = await indexOf(scripts);
    expect(await index.search("zeppelin", null)).toEqual([]);
    const [embedded] = await createHashedEmbedder().embed(["zeppelin"]);
    expect(await index.search("zeppelin", { vector: embedded ?? new Float32Array(), floor: 0 })).toEqual([]);
  });

  it("finds by meaning what shares no word", async () => {
    const index = await indexOf(scripts);
    const axis = (at: number) => Float32Array.from([0, 1, 2].map((place) => (place === at ? 1 : 0)));
    index.addVectors([
      { itemId: "out", part: 0, vector: axis(0) },
      { itemId: "in", part: 0, vector: axis(1) },
      { itemId: "in", part: 1, vector: axis(2) },
    ]);
    const found = await index.search("payout", { vector: axis(2), floor: 0.1 });
    expect(found.map(({ id }) => id)).toEqual(["in"]);
  });

  it("forgets what was removed", async () => {
    const index = await indexOf(scripts);
    await index.remove(["in"]);
    expect(await index.search("入金", null)).toEqual([]);
  });
});

it("sets a script with more of the wanted words before one with a rarer word or a nearer meaning", () => {
  const all = scoreScript({ coverage: 1, textShare: 0.5, similarity: 0.2 });
  expect(all).toBeGreaterThan(scoreScript({ coverage: 0.5, textShare: 1, similarity: 0.5 }));
  expect(scoreScript({ coverage: 0, textShare: 1, similarity: 0.3 })).toBe(0);
  expect(scoreScript({ coverage: 0, textShare: 0, similarity: 0.6 })).toBeGreaterThan(0);
});
