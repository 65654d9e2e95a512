import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCases } from "../../tests/fixtures/conduct/read-cases.ts";
import { startProcessorTimer } from "../../tests/support/processor-timer.ts";
import { recogniseRequest } from "./customer-requests.ts";

describe.each(["requests.en.tsv", "requests.zh.tsv"])("the labelled messages of %s", (name) => {
  const cases = readCases(name);

  it("are at least two hundred, requests and traps", () => {
    const requests = cases.filter(({ label }) => label !== "none");
    expect(requests.length).toBeGreaterThanOrEqual(100);
    expect(cases.length - requests.length).toBeGreaterThanOrEqual(100);
  });

  it("are all understood", () => {
    const wrong = cases
      .map(({ label, text }) => ({ label, text, found: recogniseRequest(text).request ?? "none" }))
      .filter(({ label, found }) => label !== found);
    expect(wrong).toEqual([]);
  });
});

describe("a request in any clothing", () => {
  it.each([
    ["ＳＴＯＰ", "opt_out"],
    ["s\u200Bto\u200Bp", "opt_out"],
    ["🛑 STOP 🛑", "opt_out"],
    ["轉人工", "human"],
    ["『人工』", "human"],
    ["  人 工 ！！ ", "human"],
    ["ＨＵＭＡＮ，please", "human"],
    ["退訂", "opt_out"],
    ["I don’t want a human", null],
    ["/stop", "opt_out"],
    ["/unsubscribe", "opt_out"],
    ["/退订", "opt_out"],
    ["／退訂", "opt_out"],
    ["/human", "human"],
    [" / agent", "human"],
    ["／转人工", "human"],
    // Telegram's own button, pressed by whoever opens the chat: no wish to get messages again.
    ["/start", null],
    ["/stop loss order", null],
    ["//stop", null],
  ])("reads %s", (text, request) => {
    expect(recogniseRequest(text).request).toBe(request);
  });

  it("survives greetings and thanks in front, behind and around", () => {
    const requests = fc.constantFrom("STOP", "退订", "转人工", "START", "speak to a human");
    const front = fc.constantFrom("", "Hi, ", "你好，", "请问，", "Hello! ", "👋 ");
    const behind = fc.constantFrom("", "!", "。", ", thanks", "，谢谢", " 🙏🙏", "！！！");
    fc.assert(
      fc.property(requests, front, behind, (text, before, after) => {
        expect(recogniseRequest(before + text + after).request).toBe(recogniseRequest(text).request);
      }),
    );
  });
});

it("says everything that is asked for, opting out first, and in which words", () => {
  expect(recogniseRequest("Get me a human. And stop sending me ads!")).toEqual({
    request: "opt_out",
    all: ["opt_out", "human"],
    words: ["and stop sending me ads", "get me a human"],
  });
  expect(recogniseRequest("what is the spread on gold?")).toEqual({ request: null, all: [], words: [] });
});

it("reads the longest message in little time, whatever it is made of", () => {
  // The grammars' own words, in the order in which a pattern that can be read in two ways would be slowest.
  const vocabulary = fc.constantFrom(
    ..."请 帮 我 要 转 人工 客服 在 吗 了 你们 的 消息 推送 不要 别 再 给我 发 联系 说 聊 机器人 有 没有 个 恢复 重新 要求 求".split(
      " ",
    ),
    ..."i want to talk speak with a real human agent please stop sending me messages again no more not about the"
      .split(" ")
      .map((word) => `${word} `),
  );
  const message = fc.tuple(fc.array(vocabulary, { minLength: 1, maxLength: 4 }), fc.constantFrom("", "x", "，", ". "));
  fc.assert(
    fc.property(message, ([words, end]) => {
      const text = words.join("").repeat(2000);
      const spentMs = startProcessorTimer();
      recogniseRequest(text + end);
      recogniseRequest(text.slice(0, 155) + end);
      // Measured at most 40 ms; a pattern that backtracks without end takes seconds.
      expect(spentMs()).toBeLessThan(1000);
    }),
    { numRuns: 300 },
  );
});
