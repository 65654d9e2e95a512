import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "../text/fold.ts";
import { cutPieces } from "./cut-pieces.ts";

const names = [
  "出",
  "金",
  "出金",
  "手续费",
  "_credit",
  "_card",
  "_with",
  "+draw",
  "+al",
  "credit card",
  "_5",
  "+0",
  "_$",
  "_dont",
];
const pieces = new Map(names.map((name, index) => [name, index]));

function cut(text: string) {
  const found: string[] = [];
  const unknown: string[] = [];
  cutPieces(
    fold(text),
    pieces,
    (piece) => found.push(names[piece] ?? ""),
    (word) => unknown.push(word),
  );
  return { found, unknown };
}

describe("cutting a text into pieces", () => {
  it("takes every Chinese word and character that is known, also those that overlap", () => {
    expect(cut("出金手续费").found).toEqual(["出", "出金", "金", "手续费"]);
    expect(cut("出金手续费").unknown).toEqual(["手", "续", "费"]);
  });

  it("takes a Latin word whole, and a pair of words with it", () => {
    expect(cut("Credit  card").found).toEqual(["_credit", "_card", "credit card"]);
  });

  it("takes a Latin word that is not known by its longest parts, and numbers by their digits", () => {
    expect(cut("withdrawal $500").found).toEqual(["_with", "+draw", "+al", "_$", "_5", "+0", "+0"]);
  });

  it("takes words with an apostrophe as those without, and letters with marks as those without", () => {
    expect(cut("don't").found).toEqual(["_dont"]);
    expect(cut("DON’T").found).toEqual(["_dont"]);
    expect(cut("crédit").found).toEqual(["_credit"]);
  });

  it("makes no pair over Chinese, and none of nothing", () => {
    expect(cut("credit 出 card").found).toEqual(["_credit", "出", "_card"]);
    expect(cut(" ?! \u200b")).toEqual({ found: [], unknown: [] });
  });

  it("gives what it has no piece for to the caller", () => {
    expect(cut("привет").unknown).toEqual(["_привет"]);
  });

  it("cuts any text into known pieces, the same every time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const once = cut(text);
        expect(once.found.every((name) => pieces.has(name))).toBe(true);
        expect(cut(text)).toEqual(once);
      }),
    );
  });
});
