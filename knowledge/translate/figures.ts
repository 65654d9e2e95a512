import { fold } from "../text/fold.ts";

/** What a text says in figures, as values that are the same in both languages: `5万` and `50,000` are both 50000. */
export interface Figures {
  /** Written in digits. */
  digits: ReadonlyMap<number, string>;
  /** Chinese numerals before a unit and English number words, besides: 三天, three days. */
  words: ReadonlyMap<number, string>;
  /** What a figure of the other text may stand for here: a month has a name in English and a number in Chinese. */
  names: ReadonlySet<number>;
}

/** Reads the figures of a text, each with the spelling that it has there. */
export function readFigures(text: string): Figures {
  const plain = fold(text);
  return {
    digits: valuesOf(plain, digitFigure, (match) => scaled(match[1] ?? "", match[2])),
    words: new Map([
      ...valuesOf(plain, chineseFigure, (match) => readChineseNumber(match[1] ?? match[0])),
      ...valuesOf(plain, englishFigure, (match) => englishNumbers.get(match[0]) ?? null),
    ]),
    names: new Set([...monthsIn(plain), ...hoursIn(plain)]),
  };
}

/** The figures of `text`, as they are spelled there, that `other` does not have in any spelling. */
export function figuresMissing(text: string, other: string, looks: "digits" | "all" = "all"): string[] {
  const said = readFigures(text);
  const there = readFigures(other);
  const has = (value: number) => there.digits.has(value) || there.words.has(value) || there.names.has(value);
  const wanted = looks === "all" ? [...said.digits, ...said.words] : [...said.digits];
  return [...new Set(wanted.filter(([value]) => !has(value)).map(([, spelling]) => spelling))];
}

// `5万`, `1.5 million`, `$30k`. A dot or comma at the end is punctuation.
const digitFigure =
  /(?<![\d.,])(\d+(?:[.,]\d+)*)(?:\s*(万亿|百万|千万|亿|万|千|百|trillion|billion|million|thousand|hundred|k(?![a-z])))?/g;

const scales: Readonly<Record<string, number>> = {
  百: 1e2,
  千: 1e3,
  万: 1e4,
  百万: 1e6,
  千万: 1e7,
  亿: 1e8,
  万亿: 1e12,
  hundred: 1e2,
  thousand: 1e3,
  k: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
};

const englishNumbers = new Map(
  (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen " +
    "nineteen twenty"
  )
    .split(" ")
    .map((word, index): [string, number] => [word, index + 2]),
);
for (const [index, word] of "thirty forty fifty sixty seventy eighty ninety".split(" ").entries()) {
  englishNumbers.set(word, (index + 3) * 10);
}
const englishFigure = new RegExp(`\\b(?:${[...englishNumbers.keys()].join("|")})\\b`, "g");

// 一 by itself is an article in most sentences: 一个, 一天.
const chineseFigure =
  /百分之([零〇一二三四五六七八九十百点]+)|(?!一(?:个|天|下|些))([零〇一二两三四五六七八九十百千万亿点]+)(?=个|天|日|月|年|小时|分|秒|元|块|角|次|倍|成|%|工作日|星期|周|美元|人民币|港币|点)/g;

/** 三 → 3, 十五 → 15, 两百五十 → 250, 三万 → 30000, 二点五 → 2.5; null for what is no number. */
export function readChineseNumber(numeral: string): number | null {
  const [whole = "", ...fractions] = numeral.split("点");
  if (fractions.length > 1 || whole === "") return null;
  const digits = "零一二三四五六七八九";
  const digitOf = (character: string) => digits.indexOf(character.replace("两", "二").replace("〇", "零"));
  let total = 0;
  let section = 0;
  let digit = 0;
  for (const character of whole) {
    const scale = { 十: 10, 百: 100, 千: 1_000, 万: 1e4, 亿: 1e8 }[character];
    if (scale === undefined) {
      digit = digitOf(character);
    } else if (scale >= 1e4) {
      // 一万亿 multiplies what stands before it, 一亿二千万 adds to it.
      total = scale === 1e8 ? (total + section + digit) * scale : total + (section + digit) * scale;
      section = 0;
      digit = 0;
    } else {
      section += (digit === 0 ? 1 : digit) * scale;
      digit = 0;
    }
  }
  const fraction = [...(fractions[0] ?? "")].map(digitOf).join("");
  return Number(`${total + section + digit}${fraction ? `.${fraction}` : ""}`);
}

function valuesOf(
  text: string,
  pattern: RegExp,
  read: (match: RegExpMatchArray) => number | null,
): Map<number, string> {
  const values = new Map<number, string>();
  for (const match of text.matchAll(pattern)) {
    const value = read(match);
    if (value !== null && !Number.isNaN(value) && !values.has(value)) values.set(value, match[0].trim());
  }
  return values;
}

function scaled(figure: string, scale: string | undefined): number {
  const plain = figure.replace(/,(?=\d{3}(?!\d))/g, "").replace(",", ".");
  // Versions and dates have several dots: their first two parts stand for them.
  const [whole = "0", fraction] = plain.split(".");
  const value = Number(fraction === undefined ? whole : `${whole}.${fraction}`);
  // Multiplied by the decimal, so that 1.1 million is 1100000 and not 1100000.0000000002.
  return Number((value * (scale ? (scales[scale] ?? 1) : 1)).toPrecision(15));
}

const months = "january february march april may june july august september october november december".split(" ");

/** Named beside a day or a year: "may" alone is a verb. */
function monthsIn(plain: string): number[] {
  return months.flatMap((month, index) => {
    const name = `${month}|${month.slice(0, 3)}${month === "september" ? "|sept" : ""}`;
    const named = new RegExp(`\\b(?:${name})\\.?,? \\d|\\d(?:st|nd|rd|th)?,? (?:of )?(?:${name})\\b`);
    return named.test(plain) ? [index + 1] : [];
  });
}

/** 15:00 is 3 pm and 下午3点: the hour that a clock of the other kind shows. */
function hoursIn(plain: string): number[] {
  const afternoon = [...plain.matchAll(/(\d{1,2})(?::\d\d)?\s*(?:p\.?m\b)|(?:下午|晚上|傍晚)\s*(\d{1,2})/g)];
  const late = afternoon.map((match) => Number(match[1] ?? match[2]) + 12);
  const clock = [...plain.matchAll(/(?<!\d)(1[3-9]|2[0-3]):\d\d/g)].map((match) => Number(match[1]) - 12);
  return [...late, ...clock, ...(/(?<!\d)\d{1,2}:00|o'clock|整点/.test(plain) || late.length > 0 ? [0] : [])];
}
