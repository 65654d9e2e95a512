import { describe, expect, it } from "vitest";
import { startProcessorTimer } from "../../tests/support/processor-timer.ts";
import { recognizeSmallTalk } from "./small-talk.ts";

describe("small talk", () => {
  it.each([
    ["你好", "greeting"],
    ["您好，在吗？", "greeting"],
    ["Hi there!", "greeting"],
    ["good morning team", "greeting"],
    ["Ｈｅｌｌｏ", "greeting"],
    ["谢谢你啊！", "thanks"],
    ["好的，谢谢", "thanks"],
    ["謝謝", "thanks"],
    ["Thanks a lot for your help 🙏", "thanks"],
    ["ok thanks, bye", "thanks"],
    ["再见", "goodbye"],
    ["That’s all, thank you", "thanks"],
    ["Have a nice day", "goodbye"],
    ["嗯嗯", "acknowledgement"],
    ["OK.", "acknowledgement"],
    ["👍👍", "acknowledgement"],
    ["明白了", "acknowledgement"],
    ["[强]", "acknowledgement"],
    ["[OK][抱拳]", "acknowledgement"],
    ["谢谢[玫瑰]", "thanks"],
  ])("is %s (%s)", (text, kind) => {
    expect(recognizeSmallTalk(text)).toBe(kind);
  });

  it.each([
    ["你好，出金要多久？"],
    ["hi, how do I withdraw?"],
    ["thanks but my money is still missing"],
    ["好的收益率是多少"],
    ["谢谢，那手续费呢"],
    ["is it ok to trade at night?"],
    ["hire an agent"],
    ["kyc"],
    ["好的的的吗"],
    ["?"],
    ["123"],
    [""],
    ["不好"],
    ["不行"],
    ["早上几点开盘"],
    ["good leverage"],
    ["客服"],
    ["早点到账"],
    ["no"],
    ["1👍"],
    ["[疑问]"],
    ["[图片]"],
    ["出金[微笑]"],
  ])("is not %s", (text) => {
    expect(recognizeSmallTalk(text)).toBeNull();
  });

  it("is decided at once for very long and for repetitive messages", () => {
    const spentMs = startProcessorTimer();
    expect(recognizeSmallTalk("谢谢你好".repeat(20_000))).toBeNull();
    // As a regular expression, 嗯|嗯嗯 repeated would be tried in every combination.
    expect(recognizeSmallTalk(`${"嗯".repeat(58)}x`)).toBeNull();
    expect(spentMs()).toBeLessThan(100);
  });
});
