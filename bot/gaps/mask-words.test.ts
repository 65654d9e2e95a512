import fc from "fast-check";
import { expect, it } from "vitest";
import { maskQuestion, maskReply } from "./mask-words.ts";

it("leaves no name, secret or long number of a question", () => {
  expect(maskQuestion("I am Li Wang, my card 6222020200112230 and order 123456789 fail", ["Li Wang"])).toBe(
    maskQuestion("I am …, my card 6222020200112230 and order … fail", []),
  );
  expect(maskQuestion("我是王小明，手机13800138000收不到验证码", ["王小明"])).toBe("我是…，手机…收不到验证码");
});

it("keeps amounts, times and words that only contain a name", () => {
  expect(maskQuestion("Can I deposit 5000 USD on 2026?", ["Ann"])).toBe("Can I deposit 5000 USD on 2026?");
  expect(maskReply("The annual fee is 1,200.50 USD, Ann.", ["Ann"])).toBe("The annual fee is 1,200.50 USD, ….");
});

it("takes any name for words, whatever is in it, and finds nothing of it any more", () => {
  const name = fc.string({ minLength: 3, maxLength: 12 }).filter((text) => /^[\p{L}.*+?()[\]\\/-]{3,}$/u.test(text));
  fc.assert(
    fc.property(name, (text) => {
      expect(maskReply(`Hello ${text} !`, [text])).not.toContain(` ${text} `);
    }),
  );
});
