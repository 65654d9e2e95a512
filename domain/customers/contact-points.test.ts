import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findContactPoints, normalEmail, normalPhone, normalWechat, phoneCountryOf } from "./contact-points.ts";

describe("a phone number", () => {
  it("is the same however it is written", () => {
    for (const spelling of [
      "13800138000",
      "138 0013 8000",
      "+86 138-0013-8000",
      "008613800138000",
      "１３８００１３８０００",
    ]) {
      expect(normalPhone(spelling, "CN")).toBe("+8613800138000");
    }
  });

  it("without a country is one of the organisation's", () => {
    expect(normalPhone("9123 4567", "HK")).toBe("+85291234567");
    expect(phoneCountryOf(new Map([["organization.country", "hk"]]))).toBe("HK");
    expect(phoneCountryOf(new Map([["organization.country", "Atlantis"]]))).toBe("CN");
  });

  it("is not any row of digits", () => {
    for (const text of ["12345", "", "6222 0212 3456 7890 123", "call me"]) expect(normalPhone(text, "CN")).toBeNull();
  });
});

describe("an e-mail address and a WeChat id", () => {
  it("are the same in capitals and full width", () => {
    expect(normalEmail(" Wang.Li@Example.COM ")).toBe("wang.li@example.com");
    expect(normalWechat("ＷangLi_88")).toBe("wangli_88");
  });

  it("are nothing where they are not such", () => {
    for (const text of ["wang@", "@example.com", "a b@example.com"]) expect(normalEmail(text)).toBeNull();
    for (const text of ["88wang", "wang", "wang li"]) expect(normalWechat(text)).toBeNull();
  });
});

describe("what a message gives away", () => {
  it("is found beside other words in both languages", () => {
    expect(findContactPoints("My number is +86 138 0013 8000, mail me at Li@Example.com", "CN")).toEqual({
      phone: "+8613800138000",
      email: "li@example.com",
      wechat: null,
    });
    expect(findContactPoints("加我微信：wangli_88，电话13800138000", "CN")).toMatchObject({
      phone: "+8613800138000",
      wechat: "wangli_88",
    });
  });

  it("is no WeChat id where only the word is said, and no phone where it is an amount", () => {
    expect(findContactPoints("Do you have WeChat support", "CN")).toEqual({ phone: null, email: null, wechat: null });
    expect(findContactPoints("I deposited 50000 on 2026-11-20", "CN")).toEqual({
      phone: null,
      email: null,
      wechat: null,
    });
  });

  it("is read from any text without failing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const { email } = findContactPoints(text, "CN");
        expect(email === null || normalEmail(email) === email).toBe(true);
      }),
    );
  });
});
