import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findField } from "./custom-fields.ts";
import type { CustomerField } from "./customer-field.ts";
import { readFieldValue, sayFieldValue } from "./field-value.ts";
import { profileFields } from "./profile-fields.ts";

const TODAY = "2026-11-26";
const field = (word: string): CustomerField => {
  const found = findField(profileFields, word);
  if (!found) throw new Error(`no field ${word}`);
  return found;
};
const read = (word: string, text: string) => readFieldValue(field(word), text, TODAY);

describe("a field", () => {
  it("goes by its code and its name in either language, whatever its case", () => {
    expect(field("Birth_Date").code).toBe("birth_date");
    expect(field("date of birth").code).toBe("birth_date");
    expect(field("出生日期").code).toBe("birth_date");
    expect(findField(profileFields, "shoe_size")).toBeNull();
  });

  it("has no word that means another field", () => {
    for (const one of profileFields) {
      for (const word of [one.code, one.words.en, one.words.zh, ...(one.words.also ?? [])]) {
        expect({ word, code: findField(profileFields, word)?.code }).toEqual({ word, code: one.code });
      }
    }
  });
});

describe("a value", () => {
  it.each([
    ["birth_date", "1990-2-28", "1990-02-28"],
    ["birth_date", "1990年12月1日", "1990-12-01"],
    ["phone", "+44 (20) 7946-0018", "+442079460018"],
    ["email", "Li.Na@Example.com", "li.na@example.com"],
    ["gender", "女", "female"],
    ["risk_preference", "Conservative", "conservative"],
    ["age", "41", "41"],
    ["timezone", "Asia/Shanghai", "Asia/Shanghai"],
    ["interests", "gold， oil, gold", ["gold", "oil"]],
    ["city", " 上海 ", "上海"],
    ["city", "-", null],
  ])("of %s is read from %j", (word, text, value) => {
    expect(read(word, text)).toEqual({ value });
  });

  it.each([
    ["birth_date", "1990-02-30"],
    ["birth_date", "2026-11-27"],
    ["birth_date", "yesterday"],
    ["phone", "call me"],
    ["email", "li.na"],
    ["gender", "tall"],
    ["age", "151"],
    ["age", "4.5"],
    ["timezone", "Shanghai"],
    ["interests", ", ,"],
    ["city", ""],
    ["city", "a\nb"],
    ["city", "x".repeat(201)],
  ])("of %s is refused for %j, with what to write", (word, text) => {
    expect(read(word, text)).toMatchObject({ problem: { en: expect.any(String), zh: expect.any(String) } });
  });

  it("is read again from how it is kept and from how it is shown, as the same value", () => {
    const texts = fc.oneof(
      fc.string(),
      fc.constantFrom("female", "1990-01-02", "+44 20 7946 0018", "a, b", "B级", "12"),
    );
    fc.assert(
      fc.property(fc.constantFrom(...profileFields), texts, (one, text) => {
        const given = readFieldValue(one, text, TODAY);
        if ("problem" in given || given.value === null) return;
        for (const shown of [sayFieldValue(one, given.value, "en"), sayFieldValue(one, given.value, "zh")]) {
          expect(readFieldValue(one, shown, TODAY)).toEqual(given);
        }
      }),
    );
  });
});
