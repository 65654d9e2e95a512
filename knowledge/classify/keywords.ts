import { isFunctionWord } from "../text/function-words.ts";
import type { ReadText } from "./read-text.ts";

const MOST = 10;

/** The words of a message that carry its topic, as written, each once, in their order. */
export function keywordsOf(text: ReadText): string[] {
  const seen = new Set<string>();
  const keywords: string[] = [];
  for (const { word, start, end } of text.cut) {
    if (keywords.length >= MOST) break;
    if (seen.has(word) || isFunctionWord(word) || !saysSomething(word)) continue;
    seen.add(word);
    keywords.push(text.wordsAt(start, end).text);
  }
  return keywords;
}

// One character of Chinese is rarely a topic, and a number is none.
function saysSomething(word: string): boolean {
  return /^\p{Script=Han}/u.test(word) ? word.length > 1 : word.length > 2 && !/^\d/.test(word);
}
