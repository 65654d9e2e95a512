import { describe, expect, it } from "vitest";
import { createStaticEmbedder } from "./static-embedder.ts";

const embedder = createStaticEmbedder();

async function cosine(a: string, b: string): Promise<number> {
  const [left, right] = await embedder.embed([a, b]);
  return left?.reduce((sum, value, index) => sum + value * (right?.[index] ?? 0), 0) ?? Number.NaN;
}

describe("the built-in embedder", () => {
  it.each([
    ["Traditional and Simplified Chinese", "提現手續費是多少", "提现手续费是多少"],
    ["full and half width", "ＭＴ４　账户", "MT4 账户"],
    ["upper and lower case", "How Do I WITHDRAW?", "how do i withdraw?"],
  ])("makes no difference between %s", async (_, a, b) => {
    const [left, right] = await embedder.embed([a, b]);
    expect(left).toEqual(right);
  });

  it.each([
    ["钱怎么取出来", "如何提现", "天气怎么样"],
    ["my card was stolen", "someone took my credit card", "the sun is shining on the garden"],
    ["how long does a transfer take", "when will the money arrive", "which languages do you speak"],
  ])("finds %s nearer to %s, which has no word of it, than to %s", async (text, near, far) => {
    expect(await cosine(text, near)).toBeGreaterThan((await cosine(text, far)) + 0.1);
  });

  it.each([
    ["银行卡丢了", "I lost my bank card", "What time is it?"],
    ["如何重置密码", "how do I reset my password", "how much is the delivery"],
  ])("finds %s nearer to its English %s than to %s", async (chinese, english, other) => {
    expect(await cosine(chinese, english)).toBeGreaterThan((await cosine(chinese, other)) + 0.1);
  });

  it("gives a text without words no direction, and one of an unknown alphabet a direction of its own", async () => {
    const [nothing] = await embedder.embed(["?! …"]);
    expect(nothing?.every((value) => value === 0)).toBe(true);
    expect(await cosine("вывод средств", "вывод средств")).toBeCloseTo(1, 5);
    expect(await cosine("вывод средств", "вывода средства")).toBeGreaterThan(await cosine("вывод средств", "หมายเลข"));
  });

  it("looks at the beginning of a very long text only", async () => {
    const long = "出金手续费 ".repeat(2_000);
    const [whole, beginning] = await embedder.embed([`${long}password`, long.slice(0, 8_000)]);
    expect(whole).toEqual(beginning);
  });

  it("lets others have their turn in the middle of many texts", async () => {
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    await embedder.embed(Array.from({ length: 400 }, () => "出金手续费是多少".repeat(20)));
    clearInterval(counting);
    expect(turns).toBeGreaterThan(2);
  });
});
