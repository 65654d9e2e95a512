import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startProcessorTimer } from "../../../tests/support/processor-timer.ts";
import { recogniseLanguageRequest } from "./language-request.ts";

describe("a request for a language", () => {
  it.each([
    ["English please", "en"],
    ["english pls!", "en"],
    ["In English, please", "en"],
    ["Please speak English", "en"],
    ["can you speak English?", "en"],
    ["Could you please reply in English", "en"],
    ["Can we talk in Chinese?", "zh"],
    ["I would prefer English", "en"],
    ["I only speak English", "en"],
    ["please write to me in English", "en"],
    ["let's switch to Chinese", "zh"],
    ["English", "en"],
    ["中文", "zh"],
    ["Chinese please", "zh"],
    ["traditional Chinese please", "zh-Hant"],
    ["Simplified Chinese, please", "zh-Hans"],
    ["请说中文", "zh"],
    ["請說中文", "zh"],
    ["请用英文回复", "en"],
    ["可以用英文回复我吗？", "en"],
    ["能不能说英语", "en"],
    ["讲中文好吗", "zh"],
    ["用繁體", "zh-Hant"],
    ["請用繁體字", "zh-Hant"],
    ["繁體中文 please", "zh-Hant"],
    ["可以用繁體中文回覆嗎", "zh-Hant"],
    ["换成简体", "zh-Hans"],
    ["请用简体中文", "zh-Hans"],
    ["我只会中文", "zh"],
    ["看不懂英文", "zh"],
    ["我看不懂簡體字", "zh-Hant"],
    ["I don't understand Chinese", "en"],
    ["Sorry, I can't read English", "zh"],
    ["Hello! English please", "en"],
  ] as const)("is recognised: %s", (text, asks) => {
    expect(recogniseLanguageRequest(text)).toEqual({ asks, isWhole: true });
  });

  it.each([
    ["English please. How long does a withdrawal take?", "en"],
    ["请说中文，出金多久到账？", "zh"],
  ] as const)("is recognised beside a question, which is still to be answered: %s", (text, asks) => {
    expect(recogniseLanguageRequest(text)).toEqual({ asks, isWhole: false });
  });

  it.each([
    "Is there an English version of the contract?",
    "How do I change the app language to English?",
    "My documents are in English",
    "Do I need to translate them into English?",
    "the English page is broken",
    "Is the seminar in Chinese or English",
    "I bought Chinese stocks",
    "English Premier League",
    "合同有英文版吗",
    "怎么把软件改成英文",
    "我的英文名是 Wang",
    "英文姓名和护照不一致",
    "需要提供英文地址证明吗",
    "中文地址可以吗？还是要英文地址",
    "平台怎么切换中文界面",
    "繁体版的合同在哪里下载",
    "不要英文名",
    "中文网站打不开",
    "ok",
    "",
  ])("is not: %s", (text) => {
    expect(recogniseLanguageRequest(text)).toBeNull();
  });

  it("is looked for in little time, whatever is written", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("请", "用", "英文", "english ", "please ", "可以", "in ", "can you ", "吗", "说")),
        (parts) => {
          const spentMs = startProcessorTimer();
          recogniseLanguageRequest(parts.join("").repeat(20));
          expect(spentMs()).toBeLessThan(200);
        },
      ),
      { numRuns: 200 },
    );
  });
});
