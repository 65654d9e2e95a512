import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateTokens } from "./estimate-tokens.ts";
import { fold } from "./fold.ts";
import { canonicalWords } from "./same-meaning.ts";
import { splitSentences } from "./split-sentences.ts";
import { stemEnglish } from "./stem-english.ts";
import { tokenize, tokenizeAll } from "./tokenize.ts";

const anyText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({
    unit: fc.constantFrom(..."出金手续费多久到账？花唄提現 withdrawal fee's 3.5% 12,000 。\n，ＡＢ１".split("")),
  }),
);

describe("folding", () => {
  it.each([
    ["Traditional and Simplified Chinese", "請問提現手續費", "请问提现手续费"],
    ["Taiwan's words", "軟體", "软件"],
    ["full width", "ＡＢＣ１２３％", "abc123%"],
    ["upper case", "KYC Fees", "kyc fees"],
  ])("takes %s for the same", (_, text, expected) => {
    expect(fold(text)).toBe(expected);
  });

  it("changes nothing when it is done again", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });
});

describe("tokens", () => {
  it.each([
    ["花呗还能用吗", ["花", "呗", "还", "可以", "使用", "吗"]],
    ["为啥提现不成功", ["为什么", "提现", "失败"]],
    ["How do I change my passwords?", ["how", "do", "i", "chang", "my", "password"]],
    ["I can't log in", ["i", "cannot", "log", "in"]],
    ["手续费3.5%，最少1,000元", ["收费", "3.5%", "最少", "1,000", "元"]],
    ["👍 ？！", []],
  ])("of %s", (text, words) => {
    expect(tokenize(text).words).toEqual(words);
  });

  it("pairs neighbouring Chinese characters, and keeps a single one", () => {
    expect(tokenize("出金 要").bigrams).toEqual(["出金", "要"]);
  });

  it("are the same for one text in any spelling", () => {
    expect(tokenize("請問ＫＹＣ審核要多長時間")).toEqual(tokenize("请问kyc审核要多长时间"));
  });

  it("lose no Chinese character: every one is in a pair or alone", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const characters = fold(text).match(/\p{Script=Han}/gu) ?? [];
        const kept = tokenize(text).bigrams.join("");
        for (const character of characters) expect(kept).toContain(character);
      }),
    );
  });

  it("are the same for texts that are cut together as for each alone", () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 5 }), (texts) => {
        expect(tokenizeAll(texts)).toEqual(texts.map(tokenize));
      }),
    );
  });

  it("never hold white space or nothing", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { words, bigrams } = tokenize(text);
        for (const token of [...words, ...bigrams]) expect(token).toMatch(/^\S+$/u);
      }),
    );
  });
});

describe("synonyms", () => {
  it("lead to a word that stands for itself", () => {
    for (const canonical of canonicalWords.values()) expect(canonicalWords.has(canonical)).toBe(false);
  });
});

describe("English stems", () => {
  it.each([
    ["fees", "fee"],
    ["companies", "company"],
    ["transferred", "transfer"],
    ["charging", "charg"],
    ["charged", "charg"],
    ["charges", "charg"],
    ["stopped", "stop"],
    ["selling", "sell"],
    ["address", "address"],
    ["status", "status"],
    ["this", "this"],
    ["string", "string"],
    ["boxes", "box"],
    ["出金", "出金"],
  ])("%s → %s", (word, stem) => {
    expect(stemEnglish(word)).toBe(stem);
  });
});

describe("sentences", () => {
  it.each([
    ["手续费是3.5%。到账要三天！", ["手续费是3.5%。", "到账要三天！"]],
    ["It is 3.5 %. See example.com for more. Done", ["It is 3.5 %.", " See example.com for more.", " Done"]],
    ["他说：“好的。”然后走了。", ["他说：“好的。”", "然后走了。"]],
    ["first line\nsecond line", ["first line\n", "second line"]],
  ])("of %s", (text, expected) => {
    expect(splitSentences(text)).toEqual(expected);
  });

  it("are the text again when they are joined", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(splitSentences(text).join("")).toBe(text);
      }),
    );
  });
});

describe("the estimate of tokens", () => {
  it("counts a Chinese character for one and an English word for one and a third", () => {
    expect(estimateTokens("出金手续费")).toBe(5);
    expect(estimateTokens("the fee is low")).toBe(6);
  });

  it("never falls when text is added", () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(estimateTokens(`${a} ${b}`)).toBeGreaterThanOrEqual(estimateTokens(a));
      }),
    );
  });
});
