import { fold } from "../text/fold.ts";
import { datesOf } from "./dates-of.ts";
import { hasForeignName } from "./foreign-name.ts";

/** What must not be said unless a passage says it. */
export type FactKind = "currency" | "rate" | "date" | "name";

/** Facts of a sentence, other than plain figures, that its passages do not have. */
export function foreignFacts(sentence: string, support: string): FactKind[] {
  const known = { currency: currenciesOf(support), rate: ratesOf(support), date: datesOf(support) };
  const kinds: FactKind[] = [];
  if (![...currenciesOf(sentence)].every((one) => known.currency.has(one))) kinds.push("currency");
  if (![...ratesOf(sentence)].every((one) => known.rate.has(one))) kinds.push("rate");
  if (![...datesOf(sentence)].every((one) => known.date.has(one))) kinds.push("date");
  if (hasForeignName(sentence, support)) kinds.push("name");
  return kinds;
}

// The longest come first: 美元 is no 元.
const CURRENCIES: readonly (readonly [RegExp, string])[] = [
  [/usdt|泰达币/g, "USDT"],
  [/hk\$|\bhkd\b|港币|港元/g, "HKD"],
  [/a\$|\baud\b|澳元|australian dollars?/g, "AUD"],
  [/s\$|\bsgd\b|新加坡元|singapore dollars?/g, "SGD"],
  [/us\$|\$|usd|美元|美金|(?:us )?dollars?/g, "USD"],
  [/€|eur|欧元|euros?/g, "EUR"],
  [/£|gbp|英镑|pounds?/g, "GBP"],
  [/jpy|日元|日圆|yen/g, "JPY"],
  [/btc|比特币|bitcoins?/g, "BTC"],
  [/¥|￥|cny|rmb|人民币|yuan|(?<=[\d零一二两三四五六七八九十百千万亿])[元块]/g, "CNY"],
];

function currenciesOf(text: string): Set<string> {
  const found = new Set<string>();
  let rest = fold(text);
  for (const [spelling, code] of CURRENCIES) {
    const without = rest.replace(spelling, " ");
    if (without !== rest) found.add(code);
    rest = without;
  }
  return found;
}

/** Figures of a hundred or a thousand: 5% is not 5 USD. */
function ratesOf(text: string): Set<string> {
  const plain = fold(text);
  const figures = [...plain.matchAll(/(\d+(?:\.\d+)?)\s*(?:%|percent|per cent|bps|basis points)/g)].map(
    (one) => one[1],
  );
  const chinese = [...plain.matchAll(/百分之([\d零一二两三四五六七八九十百点.]+)|(?:[一二两三四五六七八九])成/g)];
  return new Set([...figures.map((one) => String(Number(one))), ...chinese.map((one) => chineseRate(one))]);
}

function chineseRate([whole, figure]: RegExpMatchArray): string {
  const digits = "零一二三四五六七八九";
  if (figure === undefined) return String(digits.indexOf(whole.charAt(0).replace("两", "二")) * 10);
  if (/^[\d.]+$/.test(figure)) return String(Number(figure));
  const simple = /^([一二三四五六七八九])?(十)?([一二三四五六七八九])?$/.exec(figure.replaceAll("两", "二"));
  if (!simple) return figure;
  const [, tens, ten, ones] = simple;
  const digit = (one: string | undefined) => (one ? digits.indexOf(one) : 0);
  return String(ten ? (tens ? digit(tens) : 1) * 10 + digit(ones) : digit(tens ?? ones));
}
