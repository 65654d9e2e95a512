import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LineKind, lineKind, noteText } from "./line-kind.ts";

const line = (text: string) => ({ text, attachments: [] });

describe("a line of staff", () => {
  it.each([
    ["Your withdrawal was sent today.", "plain"],
    ["您的出金已处理。", "plain"],
    ["and/or", "plain"],
    ["write to help@example.com", "plain"],
    ["https://example.com/fees", "plain"],
    ["// he sounds angry", "note"],
    ["//", "note"],
    ["／／他很生气", "note"],
    ["/／ mixed", "note"],
    ["、、他很生气", "note"],
    ["  // with spaces before it", "note"],
    ["/take", "command"],
    ["/5000 is the minimum", "command"],
    ["／话术 出金", "command"],
    ["@ben can you look?", "mention"],
    ["please look, @ben", "mention"],
    ["＠小王 看一下", "mention"],
    ["   ", "empty"],
  ] as [string, LineKind][])("%j is %s", (text, kind) => {
    expect(lineKind(line(text))).toBe(kind);
  });

  it("is not plain when it is forwarded, mentions somebody, or brings a file", () => {
    expect(lineKind({ ...line("hello"), forwarded: true })).toBe("forwarded");
    expect(lineKind({ ...line("hello"), mentions: ["U1"] })).toBe("mention");
    expect(lineKind({ ...line("hello"), mentionsBot: true })).toBe("mention");
    expect(lineKind({ text: "hello", attachments: [{ kind: "image" }] })).toBe("file");
  });

  it("begun with a sign of a note or command is never plain, whatever follows", () => {
    const sign = fc.constantFrom("//", "／／", "、、", "/", "／");
    fc.assert(
      fc.property(sign, fc.string({ unit: "grapheme" }), (start, rest) => {
        expect(lineKind(line(start + rest))).not.toBe("plain");
      }),
    );
  });

  it("as a note loses its signs and nothing else", () => {
    expect(noteText("／／ 他很生气 // 真的")).toBe("他很生气 // 真的");
  });
});
