import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startProcessorTimer } from "../../../tests/support/processor-timer.ts";
import { hasSecrets, maskSecrets } from "./mask-secrets.ts";
import { isChineseId, passesLuhn } from "./number-checks.ts";

describe("a card number", () => {
  it.each([
    ["4111111111111111", "4111 **** **** 1111"],
    ["my card is 4111 1111 1111 1111.", "my card is 4111 **** **** 1111."],
    ["卡号６２２２０２１２３４５６７８９０１２８", "卡号6222 **** **** 0128"],
    ["我的卡5500-0000-0000-0004谢谢", "我的卡5500 **** **** 0004谢谢"],
    ["3782 822463 10005", "3782 **** **** 0005"],
    ["4111 1111 1111 1111 5500 0000 0000 0004", "4111 **** **** 1111 5500 **** **** 0004"],
    ["4111 1111 1111 1111 13800138000", "4111 **** **** 1111 13800138000"],
  ])("%s", (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it("is masked whatever it is and however it is grouped", () => {
    fc.assert(
      fc.property(
        card(),
        fc.constantFrom("", " ", "-"),
        fc.constantFrom("", "我的卡：", "card "),
        (digits, gap, before) => {
          const typed = (digits.match(/.{1,4}/g) ?? []).join(gap);
          const masked = maskSecrets(`${before}${typed}`);
          expect(masked).toBe(`${before}${digits.slice(0, 4)} **** **** ${digits.slice(-4)}`);
        },
      ),
    );
  });
});

describe("papers and accounts", () => {
  it.each([
    ["身份证11010519491231002X", "身份证1101 **** **** 002X"],
    ["id 110105 19491231 002x", "id 1101 **** **** 002x"],
    ["老证 110105491231002 可以吗", "老证 1101 **** **** 1002 可以吗"],
    ["护照 E12345678", "护照 E1****78"],
    ["passport no. 533380006", "passport no. 53****06"],
    ["EA1234567 是我的", "EA****67 是我的"],
    ["IBAN DE89 3704 0044 0532 0130 00 is mine", "IBAN DE89 **** **** 3000 is mine"],
    ["收款账号gb82west12345698765432谢谢", "收款账号gb82 **** **** 5432谢谢"],
    ["银行账号：0200 0010 0901 4321", "银行账号：0200 **** **** 4321"],
    ["my bank account number is 12345678", "my bank account number is 12****78"],
  ])("%s", (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });
});

describe("an id of our own or of a chain", () => {
  it.each(["af946c8719f271676aaca6bfcc525650", "da08f4814e403a0f116437d1208ce334"])("%s stays as it is", (id) => {
    expect(maskSecrets(id)).toBe(id);
  });

  it("stays as it is, whatever its digits", () => {
    const id = fc.stringMatching(/^[a-f]{2}[0-9]{2}[0-9a-f]{28}$/);
    fc.assert(
      fc.property(fc.oneof(id, fc.uuid()), (text) => {
        expect(maskSecrets(text)).toBe(text);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("passwords and codes", () => {
  it.each([
    ["密码：abc123", "密码：******"],
    ["密码abc123，谢谢", "密码******，谢谢"],
    ["我的密码是 Hunter2!", "我的密码是 ******"],
    ["验证码 493021", "验证码 ******"],
    ["验证码：４９３０２１", "验证码：******"],
    ["my password is hunter", "my password is ******"],
    ["password for the portal is s3cret ok?", "password for the portal is ****** ok?"],
    ["PIN 4821", "PIN ******"],
    ["OTP: 998877", "OTP: ******"],
    ["cvv 123", "cvv ******"],
  ])("%s", (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it.each([
    "忘记密码怎么办",
    "密码是错的",
    "my password is wrong",
    "I forgot my password, how do I reset it?",
    "password: how do I change it?",
    "验证码60秒内有效",
    "shipping is free",
    "the opinion 1234",
  ])("are not seen in %s", (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});

describe("what stays", () => {
  it.each([
    "入金 10,000.00 美元",
    "I sent 1 000 000 USD on 2024-01-15 10:30",
    "13800138000",
    "+86 138 0013 8000",
    "电话 8613800138000",
    "order 4111111111111111",
    "订单号：2024011510300012345",
    "C1042 CUST_00042 #12345678",
    "20240115103000",
    "1700000000000",
    "4000 5000 6000 7000",
    "https://team.slack.com/archives/C0123/p4111111111111111",
    "交易账号 8001234",
    "EURUSD 1.08450 1.09000",
  ])("%s", (text) => {
    expect(maskSecrets(text)).toBe(text);
    expect(hasSecrets(text)).toBe(false);
  });

  it("are amounts, dates and telephone numbers, whatever they are", () => {
    const amount = fc.integer({ min: 0, max: 999_999_999_999 }).map((value) => value.toLocaleString("en-US"));
    const money = fc.tuple(amount, fc.integer({ min: 0, max: 99 })).map(([whole, cents]) => `${whole}.${cents}`);
    const date = fc
      .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((value) => value.toISOString().slice(0, 19));
    const phone = fc.tuple(
      fc.constantFrom("", "+86 ", "+86", "86"),
      fc.integer({ min: 3_000_000_000, max: 9_999_999_999 }),
    );
    const said = fc.oneof(
      amount,
      money,
      date,
      phone.map(([code, rest]) => `${code}1${rest}`),
    );
    fc.assert(
      fc.property(fc.array(said, { minLength: 1, maxLength: 6 }), (parts) => {
        const text = parts.join(", ");
        expect(maskSecrets(text)).toBe(text);
      }),
    );
  });

  it("is everything in a text that says none of it", () => {
    const plain = fc
      .string({ unit: "grapheme" })
      .filter((text) => !/\d|[０-９]|码|口令|pass|pwd|pin|otp|cv[vc]|code/i.test(text));
    fc.assert(
      fc.property(plain, (text) => {
        expect(maskSecrets(text)).toBe(text);
      }),
    );
  });
});

it("masks once: what is masked stays as it is", () => {
  const piece = fc.oneof(
    card(),
    fc.constantFrom(
      "密码",
      "password",
      "pin",
      "is",
      "：",
      ": ",
      "=",
      " ",
      "，",
      "-",
      "*",
      "****",
      "abc1",
      "11010519491231002X",
    ),
    fc.constantFrom("护照", "E12345678", "iban", "DE89370400440532013000", "银行账号", "卡号", "order ", "\n", "x"),
    fc.string({ maxLength: 5 }),
    fc.integer({ min: 0 }).map(String),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      const masked = maskSecrets(pieces.join(""));
      expect(maskSecrets(masked)).toBe(masked);
      expect(hasSecrets(masked)).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});

it("is done with a long text of digits at once", () => {
  const text = "4111 1111 ".repeat(5_000);
  const spentMs = startProcessorTimer();
  maskSecrets(text);
  maskSecrets(text.replaceAll(" ", ""));
  maskSecrets("password ".repeat(5_000));
  expect(spentMs()).toBeLessThan(2_000);
});

it("knows the check characters", () => {
  expect(isChineseId("11010519491231002X")).toBe(true);
  expect(isChineseId("110105194912310021")).toBe(false);
  expect(passesLuhn("79927398713")).toBe(true);
  expect(passesLuhn("79927398710")).toBe(false);
});

/** A number that an issuer could give: 16 digits with their check digit. */
function card(): fc.Arbitrary<string> {
  const body = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 11, maxLength: 11 });
  return fc
    .tuple(fc.constantFrom("4111", "5500", "6222", "3528"), body)
    .map(([issuer, rest]) => {
      const digits = `${issuer}${rest.join("")}`;
      const check = [..."0123456789"].find((digit) => passesLuhn(`${digits}${digit}`));
      return `${digits}${check}`;
    })
    .filter((digits) => !(digits.match(/.{4}/g) ?? []).every((group) => Number(group) % 100 === 0));
}
