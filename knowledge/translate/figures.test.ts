import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { figuresMissing, readChineseNumber } from "./figures.ts";

describe("the figures of a text and of its translation", () => {
  it.each([
    ["The fee is $50,000 or 1.5 million yen", "手续费为5万美元或150万日元"],
    ["出金需要2至3个工作日", "A withdrawal takes two to three business days"],
    ["三天内到账，手续费百分之五", "It arrives within 3 days; the fee is 5%"],
    ["请在3月15日下午3点前提交", "Please hand it in before 15:00 on March 15"],
    ["Before 3 pm on May 2", "5月2日15:00之前"],
    ["您可以存入1.1百万", "You may deposit 1,100,000"],
    ["三万元", "30,000 yuan"],
    ["Only one account", "只有一个账户"],
    ["杠杆1:500", "Leverage of 1:500"],
  ])("are the same in “%s” and “%s”", (source, translation) => {
    expect(figuresMissing(source, translation)).toEqual([]);
  });

  it.each([
    ["The fee is $50,000", "手续费为5美元", ["50,000"]],
    ["出金需要2至3个工作日", "A withdrawal takes 3 business days", ["2"]],
    ["三天内到账", "It arrives soon", ["三"]],
    ["5% of 200", "200的百分之十五", ["5"]],
    ["You may deposit on the 5th", "您可以存入", ["5"]],
    ["0.5 lots", "5手", ["0.5"]],
  ])("differ in “%s” and “%s”", (source, translation, missing) => {
    expect(figuresMissing(source, translation)).toEqual(missing);
  });

  it("of a text are all in the text itself, whatever it says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(), (text, number) => {
        expect(figuresMissing(`${text} ${number}`, `${text} ${number}`)).toEqual([]);
      }),
    );
  });

  it("in digits are found whatever separates the thousands, and missed when one digit is another", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 999_999_999 }), (number) => {
        expect(figuresMissing(`$${number.toLocaleString("en-US")}`, `${number}美元`)).toEqual([]);
        expect(figuresMissing(`${number}`, `${number + 1}`)).toEqual([`${number}`]);
      }),
    );
  });

  it.each([
    ["十五", 15],
    ["二十", 20],
    ["两百五十", 250],
    ["三万", 30_000],
    ["一亿二千万", 120_000_000],
    ["二点五", 2.5],
    ["零", 0],
  ])("reads %s as %d", (numeral, value) => {
    expect(readChineseNumber(numeral)).toBe(value);
  });
});
