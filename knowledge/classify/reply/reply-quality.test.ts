import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readText } from "../read-text.ts";
import { createRiskClassifier } from "../risk/risk-classifier.ts";
import { findCounterQuestion } from "./counter-question.ts";
import { rateReply } from "./reply-quality.ts";

const risks = createRiskClassifier();
const rate = (text: string, customerLanguage: "zh" | "en" | null = null, isHeld = false) =>
  rateReply(readText(text), { customerLanguage, isHeld, risks });

describe("the quality of a reply", () => {
  it("is high for a courteous answer with a next step, in the customer's language", () => {
    expect(rate("您好，出金会在1个工作日内处理。请问您是用银行卡还是电汇？", "zh").score).toBeGreaterThanOrEqual(9);
    expect(
      rate("Hello Ann, withdrawals are processed within 1 business day. Please upload your ID first.", "en").score,
    ).toBeGreaterThanOrEqual(9);
  });

  it.each([
    ["不知道", "zh", ["customers_language"]],
    ["ok", "en", ["too_short"]],
    ["NO. READ THE TERMS YOURSELF!!!", "en", ["customers_language", "shouting"]],
    ["We will check it today", "zh", ["other_language", "next_step"]],
    ["You are an idiot, please read", "en", ["customers_language", "courteous", "insult"]],
  ] as const)("of “%s” names its reasons", (text, language, reasons) => {
    const quality = rate(text, language);
    expect(quality.reasons.map(({ reason }) => reason)).toEqual(reasons);
    expect(quality.score).toBeLessThanOrEqual(6);
  });

  it("is lowest where a prohibited claim was held", () => {
    const text = "Hello, you can expect guaranteed returns of 20%.";
    expect(rate(text, "en", true).score).toBe(rate(text, "en").score - 6);
  });

  it("is from 1 to 10 and the sum of its reasons, whatever is said", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.boolean(), (text, isHeld) => {
        const { score, reasons } = rate(text, "en", isHeld);
        const sum = reasons.reduce((total, { points }) => total + points, 5);
        expect(score).toBe(Math.min(10, Math.max(1, sum)));
      }),
    );
  });
});

describe("a counter-question", () => {
  it.each([
    ["请问您是想入金还是出金？", "请问您是想入金还是出金？"],
    ["好的。您方便提供一下账号吗", "您方便提供一下账号吗"],
    ["We can do that. Which account is it for?", "Which account is it for?"],
    ["Which account is it for? Thanks.", "Which account is it for?"],
    ["出金需要1个工作日。", null],
    ["好吗？", null],
    ["Our fees are on the website.", null],
    ["Why do customers ask? Because it matters. It is simple. Read the page.", null],
    ["", null],
  ])("in “%s” is %s", (text, question) => {
    expect(findCounterQuestion(readText(text))?.text ?? null).toBe(question);
  });
});
