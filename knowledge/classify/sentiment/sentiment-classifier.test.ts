import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readText } from "../read-text.ts";
import { createSentimentClassifier } from "./sentiment-classifier.ts";

const classifier = createSentimentClassifier();
const feel = (text: string) => classifier.classify(readText(text));

describe("the sentiment of a message", () => {
  it.each([
    ["服务不错", "positive"],
    ["非常满意，谢谢", "positive"],
    ["還不錯，很滿意", "positive"],
    ["not bad at all", "positive"],
    ["Thanks, that was really helpful", "positive"],
    ["I'm killing it with EURUSD", "positive"],
    ["👍👍", "positive"],
    ["我不满意", "negative"],
    ["不是很满意", "negative"],
    ["一点都不专业", "negative"],
    ["等了三天还没到账", "negative"],
    ["I am not happy with this", "negative"],
    ["don’t like your service", "negative"],
    ["The app is nice but support is terrible", "negative"],
    ["怎么开户", "neutral"],
    ["没有问题", "neutral"],
    ["请问有什么问题", "neutral"],
    ["止损怎么设置", "neutral"],
    ["好友推荐码填哪里", "neutral"],
    ["How do I set a stop loss?", "neutral"],
    ["Where is my withdrawal?", "neutral"],
    ["my credit card ends with 1234", "neutral"],
    ["", "neutral"],
  ])("of “%s” is %s", (text, label) => {
    expect(feel(text).label).toBe(label);
  });

  it.each([
    ["太垃圾了，骗子！！", true],
    ["你们到底给不给出金！", true],
    ["You are scammers, give me my money!!!", true],
    ["This is ridiculous, I am furious", true],
    ["😡😡", true],
    ["还没到账，有点失望", false],
    ["I am a bit disappointed", false],
    ["不是骗子吧", false],
    ["I'm not angry", false],
    ["太好了！！！", false],
  ])("of “%s” is anger: %s", (text, isAngry) => {
    expect(feel(text).isAngry).toBe(isAngry);
  });

  it("names the words as they were written", () => {
    expect(feel("這服務太差了，但是APP不錯")).toMatchObject({
      negative: [{ text: "太差了", start: 3, end: 6 }],
      positive: [{ text: "不錯", start: 12, end: 14 }],
    });
  });

  it("is more certain where more is said, and less where it is weakened", () => {
    expect(feel("very bad, terrible, awful").score).toBeLessThan(feel("bad").score);
    expect(feel("有点失望").score).toBeGreaterThan(feel("失望").score);
  });

  it("stays within its bounds and inside the text, whatever the text is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme", maxLength: 300 })), (text) => {
        const { score, positive, negative, angry } = feel(text);
        expect(Math.abs(score)).toBeLessThanOrEqual(1);
        for (const words of [...positive, ...negative, ...angry]) {
          expect(text.toWellFormed().slice(words.start, words.end)).toBe(words.text);
          expect(words.text).not.toBe("");
        }
      }),
    );
  });
});
