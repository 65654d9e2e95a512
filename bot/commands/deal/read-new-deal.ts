import { placesOf } from "../../../domain/funds/currencies.ts";
import type { NewDeal } from "../../../domain/funds/deals.ts";
import { type Money, readMoney } from "../../../domain/funds/money.ts";

const MAX_TITLE = 100;

/**
 * `Gold account 50,000 USD 30%`: what stands last may be an amount with its currency, and a probability; the rest is the
 * title. Null when it is none of that. Pure.
 * @throws InputError for what looks like an amount and is none, with words for the person.
 */
export function readNewDeal(line: string): NewDeal | null {
  const text = line.normalize("NFKC").replace(/\s+/g, " ").trim();
  const [, before = text, percent] = /^(.*?) ?(?<![\d.+−–-])([+−–-]?\d{1,3}) ?%$/u.exec(text) ?? [];
  const probability = percent === undefined ? null : Number(percent);
  if (probability !== null && !(probability >= 0 && probability <= 100)) return null;
  const { title, ...money } = readWorth(before) ?? { title: before, amount: null, currency: null };
  const named = title.trim();
  const isFit = named !== "" && [...named].length <= MAX_TITLE && !/\p{Cc}/u.test(named);
  return isFit ? { title: named, ...money, probability } : null;
}

/** With what people write about digits, a sign too: a part of it must not be left to the title. */
const worth =
  /^(.*?) ?(?<![\d.,'’+−–-])((?:\d{1,3} (?=\d{3}\b))*[\d.,'’+−–-]*\d[\d.,'’+−–-]*) ?([A-Za-z][A-Za-z0-9]{2,9})$/u;

/** `… 50,000 USD` at the end. A year and a word ("2026 plan") are a title: a currency is known, or typed in capitals. */
function readWorth(text: string): ({ title: string } & Money) | null {
  const [, title = "", amount = "", code = ""] = worth.exec(text) ?? [];
  if (amount === "" || (code !== code.toUpperCase() && placesOf(code.toUpperCase()) === null)) return null;
  return { title, ...readMoney(amount, code) };
}
