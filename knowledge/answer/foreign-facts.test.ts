import { describe, expect, it } from "vitest";
import { foreignFacts } from "./foreign-facts.ts";

describe("what must stand in a sentence's passages", () => {
  it.each<[string, string, string]>([
    ["currency", "Each withdrawal costs 5 EUR.", "Each withdrawal costs 5 USD."],
    ["currency", "Each withdrawal costs €5.", "Each withdrawal costs $5."],
    ["currency", "每笔出金收取5元手续费。", "每笔出金收取5美元手续费。"],
    ["currency", "每笔出金收取5港币。", "每笔出金收取5美元。"],
    ["rate", "The fee is 5%.", "The fee is 5 USD."],
    ["rate", "手续费是百分之五。", "手续费是5美元。"],
    ["rate", "手续费打三成。", "手续费是3美元。"],
    ["date", "We are open on Sunday.", "We are open Monday to Friday."],
    ["date", "周六照常营业。", "周一至周五营业。"],
    ["date", "The offer ends on 5 May.", "The offer ends on 5 March."],
    ["date", "活动到5月5日。", "The offer ends on 5 March, 5 days after it began."],
    ["name", "The Platinum Plan has no fee.", "The Gold Plan has no fee."],
    ["name", "Withdraw through SuperPay.", "Withdraw through your bank."],
    ["name", "您可以使用MetaTrader交易。", "您可以使用我们的平台交易。"],
    ["name", "稳赢计划没有手续费。", "黄金计划没有手续费。"],
    ["name", "请阅读《收益承诺书》。", "请阅读《风险披露书》。"],
  ])("a %s: %s", (kind, sentence, support) => {
    expect(foreignFacts(sentence, support)).toContain(kind);
  });

  it.each<[string, string]>([
    ["Each withdrawal costs 5 US dollars.", "每笔出金收取5美元。"],
    ["每笔出金收取5美元。", "Each withdrawal costs $5."],
    ["The fee is 5 percent.", "手续费为5%。"],
    ["手续费是百分之十五。", "The fee is 15%."],
    ["周三营业。", "Open Monday to Friday."],
    ["We are open from Monday to Friday.", "周一至周五营业。"],
    ["The offer ends on 5 March 2026.", "活动到2026-03-05结束。"],
    ["You may withdraw at any time.", "Withdrawals are possible at any time."],
    ["The Gold Plan has no fee. Withdrawals are free.", "the gold plan has no fee; withdrawals are free"],
    ["Withdraw through MetaTrader's menu.", "Open MetaTrader and choose Withdraw."],
    ["黄金计划没有手续费。", "黄金计划无手续费。"],
    ["请登录您的账户。", "登录账户。"],
  ])("and what does: %s", (sentence, support) => {
    expect(foreignFacts(sentence, support)).toEqual([]);
  });
});
