import fc from "fast-check";
import { expect, it } from "vitest";
import { nearestWord } from "./nearest-word.ts";

const vocabulary = ["withdraw", "address", "account", "deposit", "verification", "fee", "出金"];

it.each([
  ["withdrawl", "withdraw"],
  ["adress", "address"],
  ["acount", "account"],
  ["depsit", "deposit"],
  ["verifcatoin", null],
  ["verifcation", "verification"],
  ["fees", null],
  ["pizza", null],
  ["出全", null],
])("%s is meant to be %s", (typed, meant) => expect(nearestWord(typed, vocabulary)).toBe(meant));

it("is a word of the vocabulary or none, whatever was typed", () => {
  fc.assert(
    fc.property(fc.string(), (typed) => {
      const found = nearestWord(typed, vocabulary);
      expect(found === null || vocabulary.includes(found)).toBe(true);
    }),
  );
});
