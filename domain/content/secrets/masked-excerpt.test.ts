import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskSecrets } from "./mask-secrets.ts";
import { maskedExcerpt, maskedLine, maskedStart } from "./masked-excerpt.ts";
import { isChineseId, passesLuhn } from "./number-checks.ts";

// What may stand before and behind a number so that it is one: other digits and letters would make it another.
const around = fc
  .array(fc.constantFrom("我", "的", "卡", "是", "，", "。", "\n", " ", "🙂", "the card ", "is: ", "转人工"), {
    maxLength: 30,
  })
  .map((parts) => parts.join(""));

describe("the beginning of a text", () => {
  it.each([
    ["on one line", maskedExcerpt],
    ["with its line breaks", maskedStart],
  ])("%s shows no more of a card number than its first and last four digits, wherever it is cut", (_how, cut) => {
    const gap = fc.constantFrom("", " ", "-");
    fc.assert(
      fc.property(around, numbers, gap, around, fc.nat(120), (before, number, between, behind, max) => {
        const typed = (number.match(/.{1,4}/g) ?? []).join(between);
        // A space is no part of a number that stands beside the last one.
        const shown = cut(`${before} ${typed}，${behind}`, max);
        const digits = shown.replace(/[^\dXx*]/g, "");
        expect(digits).toMatch(/^(\d{0,4}|\d{4}\*{0,8}|\d{4}\*{8}[\dXx]{0,4})$/);
        expect([...shown].length).toBeLessThanOrEqual(Math.max(max, 1));
      }),
      { numRuns: 2_000 },
    );
  });

  it("shows all of a number that no cut comes near, masked", () => {
    expect(maskedExcerpt(" my card\nis 4111 1111 1111 1111. ", 60)).toBe("my card is 4111 **** **** 1111.");
    expect(maskedStart(" my card\nis 4111 1111 1111 1111. ", 60)).toBe("my card\nis 4111 **** **** 1111.");
  });

  it("is the text itself where it is short, and ends with a mark where it goes on", () => {
    expect(maskedExcerpt("转人工", 3)).toBe("转人工");
    expect(maskedExcerpt("转人工吧", 3)).toBe("转人…");
    expect(maskedStart("🙂🙂🙂", 2)).toBe("🙂…");
  });
});

describe("a text on one line", () => {
  it.each([
    ["a number that was broken over two lines", "4111 1111\n1111 1111", "4111 **** **** 1111"],
    ["a number with two spaces between its groups", "4111  1111  1111  1111", "4111 **** **** 1111"],
    ["a number under a line about an order", "about my order\n4111111111111111", "about my order 4111 **** **** 1111"],
    ["a number of an order", "order 4111111111111111", "order 4111111111111111"],
  ])("masks %s as it must be", (_what, text, shown) => {
    expect(maskedLine(text)).toBe(shown);
    expect(maskSecrets(shown)).toBe(shown);
  });
});

const cards = fc
  .tuple(
    fc.constantFrom("4111", "5500", "6222", "3528"),
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 11, maxLength: 11 }),
  )
  .map(([issuer, rest]) => {
    const digits = `${issuer}${rest.join("")}`;
    return `${digits}${[..."0123456789"].find((digit) => passesLuhn(`${digits}${digit}`))}`;
  })
  .filter((digits) => !(digits.match(/.{4}/g) ?? []).every((group) => Number(group) % 100 === 0));
const identities = fc.nat(999).map((serial) => {
  const body = `11010519491231${String(serial).padStart(3, "0")}`;
  return `${body}${[..."0123456789X"].find((check) => isChineseId(`${body}${check}`))}`;
});
const numbers = fc.oneof(cards, identities);
