import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCodes } from "./read-codes.ts";

const number = fc.integer({ min: 1001, max: 999_999_999 });
const words = fc.constantFrom(
  "退款已批准",
  "您好，您的出金 5000 已批准",
  "please wait",
  "ｆｕｌｌ　ｗｉｄｔｈ！",
  "👋🏽 ①",
  "é½",
  "5000 USD",
);
const gap = fc.constantFrom("", " ", "  ", "\u3000", "\u00a0", "\t", "\n");

describe("a line that opens with a code", () => {
  it.each([
    ["C1002 您好", 1002, "您好"],
    ["c1002您好", 1002, "您好"],
    ["C1002：您的出金 5000 已批准", 1002, "您的出金 5000 已批准"],
    ["C1002:please", 1002, "please"],
    ["C1002：5000 已到账", 1002, "5000 已到账"],
    ["Ｃ１００２ 您好", 1002, "您好"],
    ["[C1002] 您好", 1002, "您好"],
    ["【C1002】您好", 1002, "您好"],
    ["（C1002），您好", 1002, "您好"],
    ["#C1002、您好", 1002, "您好"],
    ["C 1002 您好", 1002, "您好"],
    ["\u200bC\u200b1002\ufeff 您好", 1002, "您好"],
    ["С1002 здравствуйте", 1002, "здравствуйте"],
    ["C1002", 1002, ""],
    ["C1002、、note", 1002, "、、note"],
    ["C1002//note", 1002, "//note"],
  ])("%s", (line, of, text) => {
    expect(readCodes(line)).toMatchObject({ named: { number: of, text }, isFirst: true, numbers: [of] });
  });

  it("is read in every dress, and its words stay as they were typed", () => {
    const dress = fc.record({
      letter: fc.constantFrom("C", "c", "Ｃ", "ｃ", "Ⓒ", "𝐂", "С"),
      inside: fc.constantFrom("", " ", "\u3000", "\u200b", "\u2060"),
      digits: fc.constantFrom<(digits: string) => string>(
        (digits) => digits,
        wide,
        (digits) => [...digits].join("\u200d"),
      ),
      around: fc.constantFrom(["", ""], ["[", "]"], ["【", "】"], ["（", "）"], ["(", ")"], ["［", "］"], ["#", ""]),
      sign: fc.constantFrom(":", "：", ",", "，", "、", ";", "；", "。", " "),
    });
    fc.assert(
      fc.property(
        number,
        words,
        gap,
        gap,
        dress,
        (of, said, before, after, { letter, inside, digits, around, sign }) => {
          // A comma that touches a figure leaves open where the number ends.
          const apart = /[,，]/.test(sign) && /^\d/.test(said) ? " " : after;
          const line = `${before}${around[0]}${letter}${inside}${digits(String(of))}${around[1]}${sign}${apart}${said}`;
          expect(readCodes(line)).toMatchObject({ named: { number: of, text: said }, isFirst: true });
        },
      ),
    );
  });

  it.each([
    "C1002please",
    "C1002,000",
    "C1002-1003",
    "C1002.5",
    "CC1002 hi",
    "C-1002 hi",
    "C#1002 hi",
    "C12345678901234567 hi",
  ])("names nobody where it is unclear what the code is: %s", (line) => {
    expect(readCodes(line)).toMatchObject({ named: null, isFirst: true });
  });

  it.each(["C2C 交易", "c4d", "C++ 1002", "cat 1002", "您好", "", "CUST_00042 hi", "ABC1002 hi"])(
    "is none: %s",
    (line) => {
      expect(readCodes(line)).toMatchObject({ named: null, isFirst: false, numbers: [] });
    },
  );

  it.each([
    ["1002 您好", 1002],
    ["#1002：您好", 1002],
    ["１００２您好", 1002],
    ["1002.50 USD", null],
    ["100 USD", null],
    ["C1002 hi", null],
  ])("may leave its letter out: %s", (line, bare) => {
    expect(readCodes(line).bare).toBe(bare);
  });
});

describe("a code inside a line", () => {
  it("is found wherever it stands", () => {
    const before = fc.constantFrom("", "您好", "给", "to ", "您的退款（", "@", "...", "\n", "see https://x.test/");
    const after = fc.constantFrom("", "您好", " please", "please", "）", "。", ",000", "\u200b", "-");
    const code = fc.constantFrom("C", "c", "Ｃ", "C ", "C-", "C#", "C：");
    fc.assert(
      fc.property(number, before, code, after, words, (of, front, letter, behind, said) => {
        expect(readCodes(`${front}${letter}${of}${behind}`).numbers).toContain(of);
        expect(readCodes(`${said}\n${front}${letter}${of}${behind}`).numbers).toContain(of);
      }),
    );
  });

  it("is told for each of several", () => {
    expect(readCodes("C1002 请看 c1003、Ｃ１００４").numbers).toEqual(expect.arrayContaining([1002, 1003, 1004]));
  });
});

it("never invents a code or changes a word, whatever is typed", () => {
  const piece = fc.constantFrom(
    "C",
    "c",
    "Ｃ",
    "1",
    "００",
    "1002",
    " ",
    "\u200b",
    "[",
    "】",
    "：",
    ",",
    "、",
    "/",
    "a",
    "好",
    "½",
    "⒈",
    "😀",
  );
  const line = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(line, (text) => {
      const { named, isFirst, numbers } = readCodes(text);
      if (named) expect({ isFirst, isIn: numbers.includes(named.number) }).toEqual({ isFirst: true, isIn: true });
      expect(text.trim().endsWith(named?.text ?? "")).toBe(true);
      for (const one of numbers) expect(text.normalize("NFKD").replace(/[^\d]/g, "")).toContain(String(one));
    }),
  );
});

const wide = (digits: string) => digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
