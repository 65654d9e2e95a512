import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findNegations } from "./negation.ts";
import { createPhraseBook } from "./phrase-book.ts";
import { foldPhrase, readText } from "./read-text.ts";

const found = (phrases: string[], text: string) => {
  const read = readText(text);
  const book = createPhraseBook(phrases.map((phrase) => [phrase, phrase] as const));
  return book.find(read.folded).map(({ start, end }) => read.wordsAt(start, end).text);
};

describe("a phrase book", () => {
  it.each([
    [["sue you"], "We will SUE  you.", ["SUE  you"]],
    [["sue"], "an issue of pursuers", []],
    [["withdraw*"], "my withdrawals", ["withdrawals"]],
    [["cant withdraw"], "I can’t withdraw", ["can’t withdraw"]],
    [["出金…没到"], "出金三天了还没到", ["出金三天了还没到"]],
    [["出金…没到"], "出金很快，入金没到", []],
    [["投诉", "投诉到证监会"], "投訴到證監會", ["投訴到證監會"]],
    [["give … money"], "give me back all my money now", ["give me back all my money"]],
    [["give … money"], "give me time. I have money", []],
    [["👍"], "好👍", ["👍"]],
    [[""], "anything", []],
  ])("of %j finds in “%s”: %j", (phrases, text, expected) => {
    expect(found(phrases, text)).toEqual(expected);
  });

  it("finds every phrase that a text was made of", () => {
    const words = fc.constantFrom("出金", "lawyer", "骗子", "all my savings");
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 6 }), (parts) => {
        expect(found(["出金", "lawyer", "骗子", "all my savings"], parts.join("，"))).toEqual(parts);
      }),
    );
  });
});

describe("a negation", () => {
  it.each([
    ["我不满意", "满意", true],
    ["不是很满意", "满意", true],
    ["I am not very happy", "happy", true],
    ["no one is happy", "happy", true],
    ["不仅满意", "满意", false],
    ["不好意思，很满意", "满意", false],
    ["not only happy", "happy", false],
    ["No, I am happy", "happy", false],
    ["not bad but happy", "happy", false],
    ["happy, not", "happy", false],
  ])("in “%s” reaches %s: %s", (text, word, expected) => {
    const { folded } = readText(text);
    expect(findNegations(folded)(folded.indexOf(foldPhrase(word)))).toBe(expected);
  });
});
