import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byteLength, piecesOf, takeBytes } from "./byte-text.ts";

describe("taking a beginning of a text by bytes", () => {
  it("counts a Chinese character as three", () => {
    expect(byteLength("您好")).toBe(6);
    expect(takeBytes("您好吗", 7)).toEqual(["您好", "吗"]);
  });

  it("keeps a family together", () => {
    expect(takeBytes("a👨‍👩‍👧b", 10)).toEqual(["a", "👨‍👩‍👧b"]);
  });

  it("ends after a line where one ends in the second half", () => {
    expect(takeBytes("first line\nsecond", 14)).toEqual(["first line\n", "second"]);
    expect(takeBytes("a\nsecond line is long", 14)).toEqual(["a\nsecond line ", "is long"]);
  });
});

describe("cutting a text into pieces", () => {
  it("keeps every piece within the limit and loses nothing", () => {
    const texts = fc.string({ unit: "grapheme", maxLength: 200 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 8, max: 64 }), (text, max) => {
        const pieces = piecesOf(text, max);
        expect(pieces.join("")).toBe(text);
        expect(pieces.filter((piece) => piece === "" || byteLength(piece) > max)).toEqual([]);
      }),
    );
  });

  it("cuts between code points where one character alone is too long", () => {
    const pile = `e${"\u0301".repeat(100)}`;
    const pieces = piecesOf(pile, 16);
    expect(pieces.join("")).toBe(pile);
    expect(pieces.every((piece) => byteLength(piece) <= 16)).toBe(true);
  });
});
