import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../infra/errors.ts";
import { decodeText } from "./decode-text.ts";

/** GBK has two bytes a character; Node writes none of it, so the few that are needed stand here. */
const GBK: Record<string, [number, number]> = {
  出: [0xb3, 0xf6],
  金: [0xbd, 0xf0],
  手: [0xca, 0xd6],
  续: [0xd0, 0xf8],
  费: [0xb7, 0xd1],
  是: [0xca, 0xc7],
  多: [0xb6, 0xe0],
  少: [0xc9, 0xd9],
};

function gbk(text: string): Uint8Array {
  return Uint8Array.from([...text].flatMap((character) => GBK[character] ?? [character.charCodeAt(0)]));
}

describe("an encoding", () => {
  it("is UTF-8 wherever that fits, with and without byte order mark", () => {
    expect(decodeText(Buffer.from("出金手续费"))).toEqual({ text: "出金手续费", encoding: "utf-8" });
    expect(decodeText(Buffer.from("\ufeff出金"))).toEqual({ text: "出金", encoding: "utf-8" });
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!text.includes("\u0000") && !text.startsWith("\ufeff"));
        expect(decodeText(Buffer.from(text)).text).toBe(text.toWellFormed().replaceAll("\r\n", "\n"));
      }),
    );
  });

  it("is recognised as GBK, in two characters and in a table with figures", () => {
    for (const text of ["出金", "出金手续费是多少?", "id,手续费\r\n1,5 USD\r\n2,10 USD\r\n"]) {
      expect(decodeText(gbk(text))).toEqual({ text: text.replaceAll("\r\n", "\n"), encoding: "gb18030" });
    }
  });

  it("is recognised as UTF-16 by its mark", () => {
    expect(decodeText(Buffer.from("\ufeff出金 fee", "utf16le"))).toEqual({ text: "出金 fee", encoding: "utf-16le" });
    expect(decodeText(Buffer.from("\ufefffee", "utf16le").swap16())).toEqual({ text: "fee", encoding: "utf-16be" });
  });

  it("is Western European where Latin letters with accents speak for it", () => {
    const text = "Les frais de retrait sont prélevés à la fin du mois, même après la clôture du compte.";
    expect(decodeText(Buffer.from(text, "latin1")).text).toBe(text);
  });

  it("is the declared one before any guess, and a declaration that is none is passed over", () => {
    expect(decodeText(Buffer.from([0xa4, 0x40]), "big5")).toEqual({ text: "一", encoding: "big5" });
    expect(decodeText(gbk("出金手续费"), "no-such-encoding").text).toBe("出金手续费");
  });

  it("of bytes that are no text is refused", () => {
    expect(() => decodeText(Uint8Array.from([0, 1, 2, 3]))).toThrow(InputError);
    expect(() => decodeText(Uint8Array.from([0, 1, 2, 3]))).toThrow("The file is not text.");
  });
});
