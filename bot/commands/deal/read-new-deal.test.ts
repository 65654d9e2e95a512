import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNewDeal } from "./read-new-deal.ts";

describe("a new deal", () => {
  it.each([
    ["Gold account", { title: "Gold account", amount: null, currency: null, probability: null }],
    ["Gold account 50,000.50 usd 30%", { title: "Gold account", amount: "50000.50", currency: "USD", probability: 30 }],
    ["黄金账户 50000USDT", { title: "黄金账户", amount: "50000.000000", currency: "USDT", probability: null }],
    ["黄金账户 １２．５ BTC ８０％", { title: "黄金账户", amount: "12.50000000", currency: "BTC", probability: 80 }],
    ["Plan 2026 500 USD", { title: "Plan 2026", amount: "500.00", currency: "USD", probability: null }],
    ["The 2026 plan", { title: "The 2026 plan", amount: null, currency: null, probability: null }],
    ["Gold 15%", { title: "Gold", amount: null, currency: null, probability: 15 }],
  ])("is read from %j", (line, deal) => {
    expect(readNewDeal(line)).toEqual(deal);
  });

  it.each(["", "  ", "50000 USD", "30%", "Gold 101%", "Gold -30%", "Gold 5 USD −30%", `${"x".repeat(101)} 1 USD`])(
    "is not read from %j",
    (line) => {
      expect(readNewDeal(line)).toBeNull();
    },
  );

  it.each([
    ["Neg -50000 USD", "“-50000” is no amount"],
    ["Neg −50,000 USD 30%", "“−50,000” is no amount"],
    ["Plus +50 USD", "“+50” is no amount"],
    ["A 1,50 USD", "“1,50” is no amount"],
    ["A 1.500,00 EUR", "“1.500,00” is no amount"],
    ["A 5-10 USD", "“5-10” is no amount"],
    ["A-50 USD", "“-50” is no amount"],
    ["A 50 000 USD", "“50 000” is no amount"],
    ["A 50'000 CHF", "“50'000” is no amount"],
    ["A .5 BTC", "“.5” is no amount"],
    ["A 50.USD", "“50.” is no amount"],
    ["A 1.5 JPY", "“1.5” has 1 decimal places; JPY has none"],
    ["A 100.123 usd", "“100.123” has 3 decimal places; USD has 2"],
    ["A 0 USD", "the amount must be above zero"],
    ["A 10 ZZZ", "“ZZZ” is no currency"],
    ["A 99999999999999 USD", "“99999999999999” is too large"],
  ])("refuses the amount of %j", (line, words) => {
    expect(() => readNewDeal(line)).toThrow(words);
  });

  it.each(["A plan for 2026 clients", "Fund XS-50", "ISO 9001", "Plan 50 usdx", "Bond 1.5%", "Bond 5-10%"])(
    "takes %j for a title",
    (line) => {
      expect(readNewDeal(line)).toEqual({ title: line, amount: null, currency: null, probability: null });
    },
  );

  it("keeps every digit of an amount", () => {
    const amount = fc
      .tuple(fc.bigInt({ min: 1n, max: 9_999_999_999_999n }), fc.stringMatching(/^\d{6}$/))
      .map(([whole, part]) => `${whole}.${part}`);
    fc.assert(
      fc.property(amount, (given) => {
        expect(readNewDeal(`Gold ${given} USDT`)).toMatchObject({ title: "Gold", amount: given, currency: "USDT" });
      }),
    );
  });
});
