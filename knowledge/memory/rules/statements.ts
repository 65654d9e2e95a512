import { foldText } from "../../text/fold-text.ts";

/** A clause that says something, as it was written and in one spelling. */
export interface Statement {
  words: string;
  /** Folded; English short forms written out, one space between words, no polite words before. */
  plain: string;
}

/** Facts stand near the start; the bound keeps a pasted document cheap. */
const MAX_CHARACTERS = 2_000;
const MAX_CLAUSE = 200;
// A full stop between digits or letters (1.0850, a.com) ends nothing; a comma between digits is part of a figure.
const sentences = /(?:[^.!?。！？\n;；…]|\.(?=[\p{L}\p{N}]))+[.!?。！？;；…]*/gu;
const clauseEnd = /[,，](?!\d{3})|[、:：]|\s[-–—]+\s|——+/u;
const conditional =
  /(?:^|[,，]\s*)(?:if|suppose|assuming|imagine|when i|in case)\b|如果|要是|假如|假设|万一|比如|例如|倘若/iu;
const question = /[?？]\s*$|(?:吗|么|呢|嘛|多少|几点|怎么办|是不是|能不能|可不可以|有没有)[啊呀呢。.!！~]*\s*$/u;
const asks =
  /^(?:what|how|when|where|why|who|which|can|could|would|will|is|are|am|do|does|did|should|may|shall|have you|has)\b(?! not\b)/u;

/** The clauses of a message that state something: no questions, nothing supposed, nothing quoted or forwarded. */
export function readStatements(message: string): Statement[] {
  const lines = message
    .slice(0, MAX_CHARACTERS)
    .replace(/[“"「『][^”"」』]*[”"」』]/gu, " ")
    .split("\n")
    .filter((line) => !/^\s*[>＞|]/.test(line))
    .join("\n");
  return (lines.match(sentences) ?? []).flatMap((sentence) => {
    if (question.test(sentence.trim()) || conditional.test(sentence)) return [];
    return sentence.split(clauseEnd).flatMap((clause) => {
      const words = clause
        .replace(/[.!。！;；…]+$/u, "")
        .replace(/\s+/gu, " ")
        .trim();
      const plain = plainOf(words);
      return words === "" || words.length > MAX_CLAUSE || asks.test(plain) ? [] : [{ words, plain }];
    });
  });
}

const shortForms: [RegExp, string][] = [
  [/\bcan'?t\b|\bcannot\b/g, "can not"],
  [/\bwon'?t\b/g, "will not"],
  [/\bdont\b/g, "do not"],
  [/n't\b/g, " not"],
  [/\bi'?m\b/g, "i am"],
  [/\b(i|we|you)'d\b/g, "$1 would"],
  [/\b(i|we|you)'ll\b/g, "$1 will"],
  [/\b(i|we|you)'ve\b/g, "$1 have"],
  [/\b(it|that)'s\b/g, "$1 is"],
  [/\bpls\b|\bplz\b/g, "please"],
  [/\bwanna\b/g, "want to"],
  [/\s+/g, " "],
];
const englishLead =
  /^(?:(?:well|yes|yeah|no|hi|hello|hey|ok|okay|so|and|but|also|then|actually|honestly|btw|by the way|fyi|just so you know|please note that|because|since|right now|currently|at the moment|now|as i said|to be honest|oh|sorry|thanks)\s+)+/u;
const chineseLead =
  /^(?:嗯+|对|是的|其实|哦|噢|那个?|另外|还有|顺便说一下|好的?|不过|而且|因为|所以|但是?|就是|说实话|老实说|你好|您好|忘了说|补充一下)+(?=我|本人|以后|请|麻烦|平时|一般|不要|别)/u;

function plainOf(words: string): string {
  const folded = foldText(words).text.trim();
  return shortForms
    .reduce((text, [short, long]) => text.replace(short, long), folded)
    .trim()
    .replace(englishLead, "")
    .replace(chineseLead, "");
}
