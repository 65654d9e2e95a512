import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { intents } from "../../../domain/conversations/signals.ts";
import { readText } from "../read-text.ts";
import { createIntentClassifier } from "./intent-classifier.ts";

const classifier = createIntentClassifier();
const mainIntent = (text: string) => classifier.classify(readText(text))[0]?.intent ?? "other";

describe("what a message is about", () => {
  it.each([
    ["我的出金三天了还没到账", "withdrawal"],
    ["錢怎麼還沒到我卡上", "withdrawal"],
    ["Where is my payout?", "withdrawal"],
    ["怎么往账户里打钱", "deposit"],
    ["I sent a wire but my balance did not change", "deposit"],
    ["怎么开户？", "account_opening"],
    ["How do I open an account?", "account_opening"],
    ["黄金一手手续费多少", "fees"],
    ["What is the spread on EURUSD?", "fees"],
    ["软件老是闪退", "platform_technical"],
    ["The app keeps crashing", "platform_technical"],
    ["身份证审核没过", "verification"],
    ["Which documents do you need for KYC?", "verification"],
    ["你们服务态度太差，我要投诉", "complaint"],
    ["服务态度很好", "other"],
    ["态度很好", "other"],
    ["You guys are terrible, nobody answers", "complaint"],
    ["帮我买入2手黄金", "trade_instruction"],
    ["buy 2 lots of gold on mt5", "trade_instruction"],
    ["close all my positions now", "trade_instruction"],
    ["黄金还会涨吗", "advice_request"],
    ["Should I sell my Tesla shares?", "advice_request"],
    ["我的账户被盗了", "account_security"],
    ["can you reset my trading password please", "account_security"],
    ["有什么优惠活动", "promotion"],
    ["Is there a welcome bonus?", "promotion"],
    ["你好", "greeting"],
    ["好的，谢谢", "thanks"],
    ["bye!", "goodbye"],
    ["今天天气真好", "other"],
    ["Who regulates you?", "other"],
    ["🙂", "other"],
    ["please", "other"],
    ["help", "other"],
    ["服务", "other"],
    ["who is my manager", "other"],
    ["Please delete all my data", "other"],
    ["how do I close a position", "other"],
    ["someone stole my password", "account_security"],
    ["get me out of eurusd", "trade_instruction"],
  ])("of “%s” is %s", (text, intent) => {
    expect(mainIntent(text)).toBe(intent);
  });

  it("names everything that is asked for, with the words", () => {
    const found = classifier.classify(readText("怎么入金？手续费多少？"));
    expect(found.map(({ intent }) => intent)).toEqual(expect.arrayContaining(["deposit", "fees"]));
    expect(found.find(({ intent }) => intent === "fees")?.words.map(({ text }) => text)).toContain("手续费");
  });

  it("knows an organisation's own intents from their examples, in words that are only alike", () => {
    const own = createIntentClassifier([
      { code: "seminar", examples: ["什么时候有线下讲座", "when is the next seminar", "I want to join a webinar"] },
    ]);
    const ask = (text: string) => own.classify(readText(text))[0]?.intent;
    expect(ask("下次线下讲座是什么时候")).toBe("seminar");
    expect(ask("Can I join the next seminar?")).toBe("seminar");
    expect(ask("怎么开户？")).toBe("account_opening");
    expect(mainIntent("下次线下讲座是什么时候")).toBe("other");
  });

  it("stays within its bounds and inside the text, whatever the text is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), someWords), (text) => {
        const found = classifier.classify(readText(text));
        expect(new Set(found.map(({ intent }) => intent)).size).toBe(found.length);
        for (const { intent, score, words } of found) {
          expect(intents).toContain(intent);
          expect(score).toBeGreaterThan(0);
          expect(score).toBeLessThanOrEqual(1);
          for (const { text: said, start, end } of words) expect(text.toWellFormed().slice(start, end)).toBe(said);
        }
      }),
    );
  });
});

const pieces = [
  "出金",
  "withdraw",
  " ",
  "手续费",
  "怎么",
  "帮我买",
  "a lot",
  "？",
  "𠮷",
  "Ａ",
  "'",
  "password",
  "\udc00",
];
const someWords = fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((parts) => parts.join(""));
