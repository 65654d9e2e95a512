const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const WORD = /[\p{L}\p{N}]+/gu;

/**
 * About how many tokens a language model counts: a Chinese character is taken for one, a word of an alphabet for one and
 * a third. Vendors' tokenisers differ by a fifth; sizes of chunks and prompts need no more than that.
 */
export function estimateTokens(text: string): number {
  const han = text.match(HAN)?.length ?? 0;
  const words = text.replace(HAN, " ").match(WORD) ?? [];
  return Math.ceil(han + words.reduce((sum, word) => sum + Math.max(4 / 3, word.length / 6), 0));
}
