import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNewDeal } from "./read-new-deal.ts";

describe("a new deal", () => {
  it.each([
    ["Gold account", { title: "Gold account", amount: null, currency: null, probability: null }],
    ["Gold account 50,000.50 usd 30%", { title: "Gold account", amount: "50000.50", currency: "USD", probability: 30 }],
    ["黄金账户 50000USDT", { title: "黄金账户", amount: "50000", currency: "USDT", probability: null }],
    ["黄金账户 １２．５ BTC ８０％", { title: "黄金账户", amount: "12.5", currency: "BTC", probability: 80 }],
    ["The 2026 plan", { title: "The 2026 plan", amount: null, currency: null, probability: null }],
    ["Gold 15%", { title: "Gold", amount: null, currency: null, probability: 15 }],
  ])("is read from %j", (line, deal) => {
    expect(readNewDeal(line)).toEqual(deal);
  });

  it.each(["", "  ", "50000 USD", "30%", "Gold 101%", `${"x".repeat(101)} 1 USD`])("is not read from %j", (line) => {
    expect(readNewDeal(line)).toBeNull();
  });

  it("keeps every digit of an amount", () => {
    const amount = fc
      .tuple(fc.bigInt({ min: 0n, max: 9_999_999_999_999n }), fc.option(fc.stringMatching(/^\d{1,8}$/)))
      .map(([whole, part]) => (part === null ? `${whole}` : `${whole}.${part}`));
    fc.assert(
      fc.property(amount, fc.constantFrom("USD", "CNY", "USDT"), (given, currency) => {
        expect(readNewDeal(`Gold ${given} ${currency}`)).toMatchObject({ title: "Gold", amount: given, currency });
      }),
    );
  });
});
