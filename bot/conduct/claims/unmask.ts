/**
 * A compacted text without disguise, unit for unit: figures and capitals that stand for letters (gu4ranteed, RlSK,
 * 1nsider) and characters that stand for others (呆本, 稳赚丕赔). `i` and `l` become one letter, since nobody can tell
 * them apart in every typeface: what is looked for must go through `undisguised` as well.
 */
export function unmask(text: string, gaps: readonly number[]): string {
  let unmasked = "";
  for (let start = 0; start < text.length; ) {
    const end = endOfWord(text, gaps, start);
    const word = text.slice(start, end);
    unmasked += undisguised(hasDigit(word) && /[a-z]/.test(word) ? word.replace(/\d/g, letterFor) : word);
    start = end;
  }
  return unmasked;
}

/** A phrase in the spelling that `unmask` gives a text; figures stay. */
export function undisguised(text: string): string {
  return text.replace(disguised, (character) => stands.get(character) ?? character);
}

export function hasDigit(text: string): boolean {
  return /\d/.test(text);
}

/** Letters and figures written together; anything else is a word of its own, and so is a Han run. */
function endOfWord(text: string, gaps: readonly number[], start: number): number {
  const isLatin = isLatinOrDigit(text.charCodeAt(start));
  let end = start + 1;
  while (end < text.length && gaps[end] === 0 && isLatinOrDigit(text.charCodeAt(end)) === isLatin) end += 1;
  return end;
}

function isLatinOrDigit(unit: number): boolean {
  return unit < 0x80;
}

/** With signs that stand for letters inside words (gu@ranteed, pr0f!t, $ure) as these letters; of the same length. */
export function withoutSigns(text: string): string {
  return text.replace(/(?<=[\p{L}\d])[@$!](?=[\p{L}\d])|(?<![\p{L}\d])\$(?=\p{L})/gu, (sign) => signs[sign] ?? sign);
}

const signs: Record<string, string> = { "@": "a", $: "s", "!": "i" };

const letters: Record<string, string> = {
  0: "o",
  1: "i",
  3: "e",
  4: "a",
  5: "s",
  7: "t",
  8: "b",
  9: "g",
};
const letterFor = (figure: string) => letters[figure] ?? figure;

// Look-alikes and sound-alikes that are seen in place of the words on the list. Only of use beside the rest of such a
// word, so that 发呆 and 苯 by themselves mean nothing.
const stands = new Map(
  Object.entries({
    l: "i",
    呆: "保",
    葆: "保",
    夲: "本",
    苯: "本",
    穏: "稳",
    丕: "不",
    卟: "不",
    墓: "幕",
    募: "幕",
    兼: "赚",
  }),
);
const disguised = new RegExp(`[${[...stands.keys()].join("")}]`, "g");
