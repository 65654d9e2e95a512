import { fold } from "../text/fold.ts";
import { isFunctionWord } from "../text/function-words.ts";
import { cutWords, tokenize } from "../text/tokenize.ts";
import { DAYS, MONTHS } from "./dates-of.ts";

// What these name is a product where a word of its own stands before them.
const CHINESE_PRODUCTS = new Set("账户 帐户 计划 套餐 基金 理财 产品 策略 组合 信托 保险 债券".split(" "));
const QUOTED = /[《「『“"]([^》」』”"]{2,40})[》」』”"]/gu;

/** True when a sentence names a product, a person or a place that its passages do not. */
export function hasForeignName(sentence: string, support: string): boolean {
  const known = fold(support);
  const knownWords = new Set(cutWords(known).map(({ word }) => word));
  const latin = latinNames(sentence).some(
    (name) => !knownWords.has(tokenize(name).words[0] ?? "") && !isSpelled(known, name),
  );
  if (latin) return true;
  if ([...sentence.matchAll(QUOTED)].some(([, title = ""]) => !known.includes(fold(title)))) return true;
  return chineseProducts(sentence).some((name) => !known.includes(name));
}

function isSpelled(known: string, name: string): boolean {
  return known.includes(fold(name));
}

const DATE_NAMES: ReadonlySet<string> = new Set([...MONTHS, ...DAYS]);
// Said by two figures or a place in time; currencies are compared by themselves.
const NO_NAMES = /^(?:I|US|I'[a-z]+|USDT?|EUR|GBP|JPY|CNY|RMB|HKD|AUD|SGD|BTC|UTC|GMT|AM|PM|OK|FAQ)$/;

/** Words written as names: in Chinese every Latin word, in English those with a capital that begin no sentence. */
function latinNames(sentence: string): string[] {
  const isChinese = /\p{Script=Han}/u.test(sentence);
  const words = [...sentence.normalize("NFKC").matchAll(/[A-Za-z][A-Za-z0-9&'+]*/g)];
  return words.flatMap((match, index) => {
    const [word] = match;
    if (NO_NAMES.test(word) || DATE_NAMES.has(word.toLowerCase())) return [];
    if (isChinese) return word.length > 1 ? [word] : [];
    if (!/[A-Z]/.test(word) || isFunctionWord(word.toLowerCase())) return [];
    const begins = /(?:^|[.!?:;]["'”)]?\s+|["“(]\s*)$/.test(
      sentence.normalize("NFKC").slice(0, match.index).trimStart(),
    );
    // "Platinum Plan" at the beginning is a name, "Withdrawals" is none.
    const next = words[index + 1]?.[0] ?? "";
    return begins && !/[A-Z]/.test(word.slice(1)) && !/^[A-Z]/.test(next) ? [] : [word];
  });
}

/** 铂金账户, 稳赢计划: the word before, with the product's own. */
function chineseProducts(sentence: string): string[] {
  const folded = fold(sentence);
  const words = cutWords(folded);
  return words.flatMap(({ word, start, end }, index) => {
    const before = words[index - 1];
    if (!before || before.end !== start || !CHINESE_PRODUCTS.has(folded.slice(start, end))) return [];
    if (isFunctionWord(before.word) || !/^\p{Script=Han}{2,}$/u.test(folded.slice(before.start, before.end))) return [];
    return word === "" ? [] : [folded.slice(before.start, before.end)];
  });
}
