import type { NewDeal } from "../../../domain/funds/deals.ts";

const MAX_TITLE = 100;

/**
 * `Gold account 50,000 USD 30%`: what stands last may be an amount with its currency, and a probability; the rest is the
 * title. Null when it is none of that. The amount stays the digits that were typed. Pure.
 */
export function readNewDeal(line: string): NewDeal | null {
  const text = line.normalize("NFKC").replace(/\s+/g, " ").trim();
  const [, before = text, percent] = /^(.*?) ?(?<![\d.])(\d{1,3}) ?%$/u.exec(text) ?? [];
  const probability = percent === undefined ? null : Number(percent);
  const { title = before, amount = null, currency = null } = readWorth(before) ?? {};
  const named = title.trim();
  const isFit = named !== "" && [...named].length <= MAX_TITLE && !/\p{Cc}/u.test(named);
  if (!isFit || (probability !== null && probability > 100)) return null;
  return { title: named, amount, currency, probability };
}

/** `… 50,000 USD` at the end. A year and a word ("2026 plan") are a title: a currency is known, or typed in capitals. */
function readWorth(text: string): { title: string; amount: string; currency: string } | null {
  const [, title = "", number = "", code = ""] =
    /^(.*?) ?(?<![\d.,])((?:\d{1,3}(?:,\d{3}){1,3}|\d{1,13})(?:\.\d{1,8})?) ?([A-Za-z][A-Za-z0-9]{2,9})$/u.exec(text) ??
    [];
  const currency = code.toUpperCase();
  if (number === "" || (code !== currency && !currencies.has(currency))) return null;
  return { title, amount: number.replaceAll(",", ""), currency };
}

const currencies: ReadonlySet<string> = new Set([...Intl.supportedValuesOf("currency"), "USDT", "USDC"]);
