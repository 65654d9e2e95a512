import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startProcessorTimer } from "../../../tests/support/processor-timer.ts";
import { readFactsByRules } from "./read-facts.ts";

const read = (text: string) => readFactsByRules(text).map(({ subject, value }) => `${subject}: ${value}`);

describe("what customers say of themselves", () => {
  it.each([
    ["Hi, I'm Ana. Please call me Ana", ["addressed_as: ana"]],
    ["叫我王姐就行", ["addressed_as: 王姐"]],
    ["I live in Kuala Lumpur now", ["home: kuala lumpur"]],
    ["你好，我在上海上班", ["home: 上海"]],
    ["我住在新加坡", ["home: 新加坡"]],
    ["I'm in GMT+8", ["time_zone: gmt+8"]],
    ["please don't call me before 10am", ["contact_time: do not call me before 10am"]],
    ["晚上八点以后再联系我", ["contact_time: 晚上八点以后"]],
    ["周末不要打电话", ["contact_time: 周末不要打电话"]],
    ["please only contact me by email", ["contact_way: email"]],
    ["别给我打电话，用微信联系我就行", ["wish: no calls", "contact_way: 微信"]],
    ["I'm rather conservative", ["risk_preference: low"]],
    ["My risk appetite is high", ["risk_preference: high"]],
    ["我比较稳健", ["risk_preference: low"]],
    ["我可以承受较高的风险", ["risk_preference: high"]],
    ["I want to invest about $5,000 first", ["budget: 5000 USD"]],
    ["我打算先投5万人民币", ["budget: 50000 CNY"]],
    ["我預算大概一萬美金", ["budget: 一万 USD"]],
    ["I have never traded before", ["experience: beginner"]],
    ["我是新手", ["experience: beginner"]],
    ["I work as a nurse", ["occupation: nurse"]],
    ["我已经退休了", ["occupation: 退休"]],
    ["I'm interested in gold and silver", ["product_interest: gold", "product_interest: silver"]],
    ["我主要做黄金", ["product_interest: gold"]],
    ["I need to ask my wife", ["family: wife"]],
    ["我要跟老婆商量一下", ["family: 老婆"]],
    ["I will deposit next Monday", ["plan: i will deposit next monday"]],
    ["提现三天了还没到账", ["complaint: withdrawal"]],
    ["My withdrawal has still not arrived", ["complaint: withdrawal"]],
    ["you promised I would get a call today", ["promise: you promised i would get a call today"]],
    ["以后请都用英文回复我", ["wish: 以后请都用英文回复我"]],
  ])("is read: %s", (text, facts) => {
    expect(read(text)).toEqual(facts);
  });

  it("is over when they say so", () => {
    expect(readFactsByRules("I am no longer interested in gold")).toMatchObject([{ value: "gold", isOver: true }]);
    expect(readFactsByRules("我对原油没兴趣了")).toMatchObject([{ value: "oil", isOver: true }]);
  });

  it.each([
    "How do I deposit?",
    "Is my withdrawal not arrived?",
    "Call me back tomorrow",
    "Call me later",
    "My friend lives in Paris",
    "如果我投10万怎么样",
    "If I invest $5,000, what do I earn?",
    "我朋友在上海",
    "我在路上",
    "I live in fear of losing it",
    "我想买入黄金2手",
    "我想提现5000美元",
    "I want to withdraw $300",
    "黄金今天涨了多少",
    "Thanks!",
    "好的，谢谢",
    "“I live in Oslo” is what the form says",
    "> I trade gold",
    "Should I be conservative?",
  ])("is not read into: %s", (text) => {
    expect(read(text)).toEqual([]);
  });

  it("is quoted in their own words, of any text, in bounded time", () => {
    const piece = fc.constantFrom(
      ..."我 现在 一直 平时 就 还 是 比较 10点 点 半 到 周末 不要 联系 打电话 以后 请 麻烦 the i am very more only about invest 5000 usd call me after please , ， 。 . 在 上海 想 打算 的 保守 黄金".split(
        " ",
      ),
      " ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 120 }), (parts) => {
        const text = parts.join("");
        const spentMs = startProcessorTimer();
        for (const { words } of readFactsByRules(text)) expect(text.replace(/\s+/g, " ")).toContain(words);
        expect(spentMs()).toBeLessThan(200);
      }),
      { numRuns: 300 },
    );
  });
});
