import { z } from "zod";
import { fold } from "../text/fold.ts";
import { isFunctionWord } from "../text/function-words.ts";
import { tokenize } from "../text/tokenize.ts";
import { foreignFacts } from "./foreign-facts.ts";

const composedShape = z.object({
  abstain: z.boolean().optional(),
  sentences: z.array(z.object({ text: z.string().trim().min(1), passages: z.array(z.number().int()) })).max(30),
});

export interface ComposedSentence {
  text: string;
  /** Indexes of the passages it rests on, from 0; never empty. */
  passages: number[];
}

export type CheckedComposition =
  | { outcome: "accepted"; sentences: ComposedSentence[]; checks: Record<string, string> }
  | { outcome: "abstained" | "unsupported" | "rejected"; checks: Record<string, string> };

const MAX_SENTENCES = 8;
const MAX_CHARACTERS = 1_200;
/** Share of a sentence's content words that must stand in the passages it names. */
const MIN_SUPPORT = 0.6;
// So many neighbouring characters in common with the system text are no accident.
const LEAK_CHARACTERS = 24;
// Anything a customer could click, write to or call.
const CONTACT =
  /(?:https?|tg|weixin|wechat|mailto|ftp):|www\.|(?<![\w.])[a-z0-9-]+\.(?:com|cn|net|org|io|me|co|app|xyz|top|info|biz|link|ly|vip|cc|site|online|shop)\b|[\w.+-]+@[\w-]+\.|(?<!\w)@\w{3,}/iu;

/**
 * Decides whether a model's output may be told to a customer. Everything in it is a claim: a sentence must name passages
 * that exist, share its content words with them and have all its numbers from them; sentences that do not are dropped
 * (a wrong number, currency, rate, date or name rejects all), and where none is left nothing may be told. Links, the
 * marker or the system text reject all.
 */
export function checkComposed(
  output: string,
  given: { passages: readonly string[]; system: string; marker: string },
): CheckedComposition {
  const checks: Record<string, string> = {};
  const reject = (check: string, why: string): CheckedComposition => {
    checks[check] = why;
    return { outcome: "rejected", checks };
  };

  const parsed = parseOutput(output);
  if (!parsed) return reject("format", "not the JSON object that was asked for");
  if (parsed.abstain) return { outcome: "abstained", checks: { format: "ok" } };
  checks["format"] = "ok";
  const all = parsed.sentences.map(({ text }) => text).join(" ");
  if (parsed.sentences.length > MAX_SENTENCES || all.length > MAX_CHARACTERS) return reject("length", "too long");
  if (leaks(all, given.system, given.marker)) return reject("leak", "repeats the system text");
  if (CONTACT.test(all.normalize("NFKC"))) return reject("links", "contains a link or an address");

  const kept: ComposedSentence[] = [];
  for (const { text, passages } of parsed.sentences) {
    const cited = [...new Set(passages)]
      .map((number) => number - 1)
      .filter((index) => given.passages[index] !== undefined);
    const support = cited.map((index) => given.passages[index] ?? "").join("\n");
    const foreign = numbersNotIn(text, support);
    if (cited.length > 0 && foreign.length > 0) return reject("numbers", "a number is in none of the passages named");
    const facts = cited.length > 0 ? foreignFacts(text, support) : [];
    if (facts.length > 0) return reject("facts", `in none of the passages named: ${facts.join(", ")}`);
    if (cited.length > 0 && supportOf(text, support) >= MIN_SUPPORT) kept.push({ text, passages: cited });
  }
  checks["support"] = `${kept.length} of ${parsed.sentences.length} sentences`;
  return kept.length > 0 ? { outcome: "accepted", sentences: kept, checks } : { outcome: "unsupported", checks };
}

/** Models wrap JSON in fences or words: the outermost braces count. */
function parseOutput(output: string): z.infer<typeof composedShape> | null {
  const start = output.indexOf("{");
  const end = output.lastIndexOf("}");
  if (start < 0 || end < start) return null;
  try {
    return composedShape.safeParse(JSON.parse(output.slice(start, end + 1))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function leaks(text: string, system: string, marker: string): boolean {
  const said = squeeze(text);
  if (said.includes(squeeze(marker))) return true;
  const rules = squeeze(system);
  for (let start = 0; start + LEAK_CHARACTERS <= said.length; start++) {
    if (rules.includes(said.slice(start, start + LEAK_CHARACTERS))) return true;
  }
  return false;
}

function squeeze(text: string): string {
  return fold(text).replace(/[^\p{L}\p{N}]+/gu, "");
}

const DIGITS = "零一二三四五六七八九";
const CHINESE_NUMBER =
  /[零一二两三四五六七八九十百千万亿]+(?=[个天日月年小时分秒元块角次倍折成%％]|工作日|星期|周|美元|人民币|港币|万|亿)|百分之[零一二两三四五六七八九十百点]+/gu;

function numbersNotIn(text: string, support: string): string[] {
  const known = numbersOf(support);
  return [...numbersOf(text)].filter((number) => !known.has(number));
}

/** Figures in one spelling: thousands without separators, full width folded, Chinese numerals before a unit as figures. */
function numbersOf(text: string): Set<string> {
  const plain = fold(text);
  const figures = (plain.match(/\d+(?:[.,]\d+)*/g) ?? []).map((figure) => figure.replace(/,(?=\d{3}(?:\D|$))/g, ""));
  const chinese = (plain.match(CHINESE_NUMBER) ?? []).map(chineseFigure);
  const english = (
    plain.match(
      /\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|fifty|hundred|thousand|million)\b/g,
    ) ?? []
  ).map((word) => ENGLISH_NUMBERS[word] ?? word);
  return new Set(
    [...figures, ...chinese, ...english].map((figure) =>
      figure
        .replace(/^0+(?=\d)/, "")
        .replace(/(\.\d*?)0+$/, "$1")
        .replace(/\.$/, ""),
    ),
  );
}

const ENGLISH_NUMBERS: Record<string, string> = {
  zero: "0",
  two: "2",
  three: "3",
  four: "4",
  five: "5",
  six: "6",
  seven: "7",
  eight: "8",
  nine: "9",
  ten: "10",
  twelve: "12",
  twenty: "20",
  thirty: "30",
  fifty: "50",
};

/** 三 → 3, 十五 → 15, 二十 → 20; larger ones stay as they are and must be in the passage literally. */
function chineseFigure(text: string): string {
  const numeral = text.replace(/^百分之/, "").replaceAll("两", "二");
  const match = /^([一二三四五六七八九])?(十)?([一二三四五六七八九])?$/.exec(numeral);
  if (!match || numeral === "") return numeral;
  const [, tens, ten, ones] = match;
  const digit = (character: string | undefined) => (character ? DIGITS.indexOf(character) : 0);
  return String(ten ? (tens ? digit(tens) : 1) * 10 + digit(ones) : digit(tens ?? ones));
}

function supportOf(text: string, support: string): number {
  const said = tokenize(text);
  const known = tokenize(support);
  const knownWords = new Set(known.words);
  const knownPairs = new Set(known.bigrams);
  const words = said.words.filter((word) => !isFunctionWord(word));
  if (words.length === 0) return 0;
  const hasWord = (word: string) => knownWords.has(word) || isMadeOf(word, knownPairs);
  return words.filter(hasWord).length / words.length;
}

/** A Chinese word that the passage's segmentation cut otherwise. */
function isMadeOf(word: string, pairs: ReadonlySet<string>): boolean {
  const characters = Array.from(word);
  if (characters.length < 2 || !/^\p{Script=Han}+$/u.test(word)) return false;
  return characters.slice(1).every((character, index) => pairs.has(`${characters[index]}${character}`));
}
