import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { labelOf, listedAs, readChoice } from "./read-choice.ts";

const wordings = ["How do I change my phone number?", "怎么修改邮箱？", "Fees › Withdrawals"];

describe("a line after “did you mean”", () => {
  it.each([
    ["1", 0],
    [" 2 ", 1],
    ["３", 2],
    ["2.", 1],
    ["2️⃣", 1],
    ["第二个", 1],
    ["选1", 0],
    ["the third one", 2],
    ["option 2", 1],
  ])("that says %j chooses by number", (text, index) => {
    expect(readChoice(text, wordings)).toEqual({ kind: "chosen", index, by: "number" });
  });

  it.each([
    ["how do i change my phone number", 0],
    ["怎么修改邮箱", 1],
    ["怎麼修改郵箱？", 1],
    ["2. 怎么修改邮箱？", 1],
    ["fees > withdrawals", 2],
  ])("that says %j chooses by its words", (text, index) => {
    expect(readChoice(text, wordings)).toEqual({ kind: "chosen", index, by: "wording" });
  });

  it.each(["none", "None of these.", "neither", "no", "都不是", "以上都不是", "都不是的"])(
    "that says %j chooses none",
    (text) => {
      expect(readChoice(text, wordings)).toEqual({ kind: "none" });
    },
  );

  it.each(["", "4", "0", "12", "1 USD", "1 or 2", "How do I change my name?", "no fees?", "人工", "5 stars", "2分"])(
    "that says %j is a question of its own",
    (text) => expect(readChoice(text, wordings)).toBeNull(),
  );

  it("chooses nothing that was not offered, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 3 }), (text, count) => {
        const read = readChoice(text, wordings.slice(0, count));
        if (read?.kind === "chosen") expect(read.index).toBeLessThan(count);
      }),
    );
  });

  it("chooses an option by what the message or its button showed of it, however long it is", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 200, unit: "grapheme" }), (wording) => {
        fc.pre(/[\p{L}\p{N}]/u.test(labelOf(wording)));
        for (const shown of [wording, labelOf(wording), listedAs(wording)]) {
          expect(readChoice(shown, [wording, "?"])).toMatchObject({ kind: "chosen", index: 0 });
        }
      }),
    );
  });
});
