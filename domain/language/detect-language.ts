import type { Language } from "./language.ts";

/** Enough to know the language of any message, and a bound on the work for a pasted document. */
const MAX_CHARACTERS = 4000;

/**
 * The language to answer a text in; null when nothing tells: digits, emoji, links, order numbers, words that both
 * languages write alike (KYC, USDT, OK), or mainly another script. Traditional Chinese is `zh`.
 *
 * 1. One of the two scripts alone decides.
 * 2. With both, the language of the small words decides, since terms are borrowed and grammar is not: 我的 KYC 什么时候
 *    approve? is `zh`, "what is 出金?" is `en`.
 * 3. With small words of both or of neither, the larger share of words decides, two Han characters to a word; a tie is `zh`.
 *
 * Latin script is taken for English: other languages that use it are not told apart.
 */
export function detectLanguage(text: string): Language | null {
  const plain = text.slice(0, MAX_CHARACTERS).normalize("NFKC").replace(linkOrCode, " ");
  const han = countMatches(plain, hanCharacter);
  const latin = (plain.toLowerCase().match(latinWord) ?? []).filter((word) => !sharedWords.has(word));
  if (countMatches(plain, otherLetter) > han + latin.join("").length) return null;
  if (han === 0 && latin.length === 0) return null;
  if (latin.length === 0) return "zh";
  if (han === 0) return "en";
  const hasChineseGrammar = chineseSmallWord.test(plain);
  const hasEnglishGrammar = latin.some((word) => englishSmallWords.has(word));
  if (hasChineseGrammar !== hasEnglishGrammar) return hasChineseGrammar ? "zh" : "en";
  return han / 2 >= latin.length ? "zh" : "en";
}

function countMatches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** Links, addresses, and tokens with a digit or underscore in them (MT4, CUST_00001). */
const linkOrCode = /https?:\/\/[^\s\p{Script=Han}]+|[a-z0-9._%+-]{1,64}@[a-z0-9.-]+|\/?\b[a-z]*[\d_][\w-]*/giu;
const hanCharacter = /\p{Script=Han}/gu;
const latinWord = /[\p{Script=Latin}]+(?:['’][\p{Script=Latin}]+)*/gu;
const otherLetter = /(?![\p{Script=Han}\p{Script=Latin}])\p{L}/gu;

const chineseSmallWord =
  /[的了吗嗎呢吧啊呀么麼嘛您你我他她它们們是不没沒在有和跟与與就都也还還要想能会會可请請把被给給为為这這那哪怎谁誰几幾]/u;

const englishSmallWords = new Set(
  (
    "a an the i i'm i've i'd you you're he she it it's we they me my your our their his her its this that these those " +
    "is are was were am be been do does did don't doesn't didn't can can't could would should will won't may might must " +
    "have has had haven't hasn't what what's when where which who why how to of in on at by for from with without about " +
    "into and or but if not no yes please there there's any some as so than then"
  ).split(" "),
);

/** Written in Latin letters in Chinese messages too: alone they say nothing about the writer's language. */
const sharedWords = new Set(
  (
    "ok kyc aml usd usdt btc eth cny rmb eur gbp jpy hkd app id vip pdf api ib etf ipo cfd atm iban swift visa pos " +
    "alipay wechat telegram slack whatsapp email wifi sms otp hi bye"
  ).split(" "),
);
