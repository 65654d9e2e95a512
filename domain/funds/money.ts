import { placesOf } from "./currencies.ts";
import { wrongFunds } from "./fund-errors.ts";

/** An amount as a decimal number in text, with all places of its currency: it never passes through a float. */
export interface Money {
  amount: string;
  currency: string;
}

/** What the columns hold: less than 10^13. */
const MAX_DIGITS = 13;

/**
 * Reads an amount: plain digits or grouped by commas in threes, with a point before the decimal places.
 * @throws InputError when it is none, is not above zero, or is finer than its currency.
 */
export function readMoney(amount: string, currency: string): Money {
  const code = readCurrency(currency);
  const places = placesOf(code) ?? 0;
  const written = amount.normalize("NFKC").trim();
  const [, whole, decimals = ""] = /^(\d{1,40}|\d{1,3}(?:,\d{3}){1,9})(?:\.(\d{1,40}))?$/.exec(written) ?? [];
  if (whole === undefined) {
    throw wrongFunds({
      en: `“${shown(amount)}” is no amount: write digits, and a point before the decimal places (1250.50)`,
      zh: `“${shown(amount)}”不是金额：请用数字书写，小数点用“.”（1250.50）`,
    });
  }
  if (decimals.length > places) {
    throw wrongFunds({
      en: `“${shown(amount)}” has ${decimals.length} decimal places; ${code} has ${places || "none"}`,
      zh: `“${shown(amount)}”有 ${decimals.length} 位小数，${code} 最多 ${places} 位`,
    });
  }
  const digits = whole.replaceAll(",", "").replace(/^0+(?=\d)/, "");
  if (digits.length > MAX_DIGITS) {
    throw wrongFunds({ en: `“${shown(amount)}” is too large`, zh: `“${shown(amount)}”过大` });
  }
  const full = places === 0 ? digits : `${digits}.${decimals.padEnd(places, "0")}`;
  if (!/[1-9]/.test(full)) throw wrongFunds({ en: "the amount must be above zero", zh: "金额须大于零" });
  return { amount: full, currency: code };
}

/** The code of a currency that can be paid in. @throws InputError */
export function readCurrency(text: string): string {
  const code = text.normalize("NFKC").trim().toUpperCase();
  if (placesOf(code) === null) {
    throw wrongFunds({
      en: `“${shown(text)}” is no currency: write its code, for example USD, EUR, CNY or USDT`,
      zh: `“${shown(text)}”不是币种：请写代码，例如 USD、EUR、CNY、USDT`,
    });
  }
  return code;
}

/** `1,250.50 USD`. Takes what the database gives, sums below zero too. */
export function sayMoney({ amount, currency }: Money): string {
  return `${sayAmount(amount, placesOf(currency) ?? 0)} ${currency}`;
}

function sayAmount(amount: string, places: number): string {
  const [, sign = "", whole = "0", decimals = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  const kept = decimals.replace(/0+$/, "").padEnd(places, "0");
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${kept === "" ? "" : `.${kept}`}`;
}

function shown(text: string): string {
  return [...text].slice(0, 40).join("");
}
