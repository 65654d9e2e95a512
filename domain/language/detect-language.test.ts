import { describe, expect, it } from "vitest";
import { detectLanguage } from "./detect-language.ts";

describe("the language of a text", () => {
  it.each([
    ["你好，我想出金", "zh"],
    ["請問什麼時候到賬", "zh"],
    ["入金", "zh"],
    ["Hello, where is my withdrawal?", "en"],
    ["STOP", "en"],
    ["ｈｅｌｌｏ ｔｈｅｒｅ", "en"],
    ["I'd like to open an account", "en"],
  ])("tells it by the script: %s", (text, expected) => {
    expect(detectLanguage(text)).toBe(expected);
  });

  it.each([
    ["我的 KYC 什么时候 approve?", "zh"],
    ["what is 出金?", "en"],
    ["how do I do 入金 with 支付宝?", "en"],
    ["MT4 login failed 怎么办", "zh"],
    ["deposit 不到账 please check order number", "en"],
    ["请问 withdrawal fee", "zh"],
    ["Is the broker 盈透 or 富途?", "en"],
    ["EURUSD spread 是多少", "zh"],
    ["stop loss 设置", "en"],
    ["止损设置 stop loss", "zh"],
  ])("tells it by the small words, then by the share: %s", (text, expected) => {
    expect(detectLanguage(text)).toBe(expected);
  });

  it.each([
    [""],
    ["12,345.67"],
    ["👍👍🙏"],
    ["？！。"],
    ["https://example.com/how-to-open-an-account"],
    ["me@example.com"],
    ["CUST_00001"],
    ["C1042 DEP_20261122_001"],
    ["OK"],
    ["kyc"],
    ["Когда придут деньги?"],
    ["出金はいつですか"],
    ["متى يصل المبلغ"],
  ])("does not tell where nothing does: %s", (text) => {
    expect(detectLanguage(text)).toBeNull();
  });

  it("counts the words around a link, not the link", () => {
    expect(detectLanguage("请看 https://example.com/the/terms/of/service/in/english")).toBe("zh");
  });

  it("reads only the beginning of a pasted document", () => {
    expect(detectLanguage("您好，".repeat(5000) + "the end of it ".repeat(50_000))).toBe("zh");
  });
});
