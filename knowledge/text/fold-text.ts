import { Converter } from "opencc-js/t2cn";
import { lazily } from "../../infra/lazily.ts";

/** A text in one spelling, and where each of its units came from. */
export interface FoldedText {
  text: string;
  /** For each UTF-16 unit of `text`, the index in the original of the character it was made of. */
  origins: number[];
}

/**
 * One spelling for what a reader takes as the same: full and half width, upper and lower case, Traditional and
 * Simplified Chinese, letters with and without accents, letters of other alphabets that look Latin, with or without
 * invisible characters in between. Character by character, so that a find can be pointed out in the original.
 */
export function foldText(text: string): FoldedText {
  const origins: number[] = [];
  let folded = "";
  let index = 0;
  for (const character of text) {
    const plain = foldCharacter(character);
    for (let count = 0; count < plain.length; count += 1) origins.push(index);
    folded += plain;
    index += character.length;
  }
  return { text: folded, origins };
}

const toSimplified = lazily(() => Converter({ from: "t", to: "cn" }));
const HAN = /\p{Script=Han}/u;
/** At most one entry for each character of Unicode; in practice a few thousand. */
const known = new Map<string, string>();

function foldCharacter(character: string): string {
  if (character >= "a" && character <= "z") return character;
  const folded = known.get(character) ?? foldNew(character);
  known.set(character, folded);
  return folded;
}

function foldNew(character: string): string {
  const compatible = character.normalize("NFKD").replace(invisible, "").toLowerCase();
  const latin = lookAlikes.get(compatible) ?? compatible;
  return HAN.test(latin) ? toSimplified()(latin) : latin;
}

/**
 * Marks on letters, formatting characters, and the letters and symbols that show nothing (Hangul fillers, blank
 * Braille).
 */
const invisible = /[\p{M}\p{Cf}\u115F\u1160\u3164\uFFA0\u2800]/gu;

/** Letters of other alphabets used to write Latin words past a filter, and the apostrophes that keyboards produce. */
const lookAlikes = new Map(
  Object.entries({
    ɑ: "a",
    а: "a",
    в: "b",
    ԁ: "d",
    с: "c",
    е: "e",
    ɡ: "g",
    н: "h",
    һ: "h",
    ı: "i",
    ɪ: "i",
    і: "i",
    ј: "j",
    к: "k",
    ӏ: "l",
    ո: "n",
    м: "m",
    о: "o",
    օ: "o",
    р: "p",
    г: "r",
    ѕ: "s",
    ꜱ: "s",
    т: "t",
    ս: "u",
    ѵ: "v",
    ԝ: "w",
    у: "y",
    ү: "y",
    х: "x",
    α: "a",
    ε: "e",
    ι: "i",
    κ: "k",
    ν: "v",
    ο: "o",
    ρ: "p",
    τ: "t",
    υ: "u",
    χ: "x",
    "’": "'",
    "‘": "'",
    "`": "'",
  }),
);
