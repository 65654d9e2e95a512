/** The words of one language that tell how a customer feels. Phrases as `createPhraseBook` reads them, separated by `|`. */
export interface SentimentWords {
  /** By how good or bad they are, from -3 to 3; a longer phrase counts instead of the words in it. */
  valence: Record<number, string>;
  /** Those that only an angry customer writes; they need a valence as well. */
  anger: string;
  boosters: string;
  dampeners: string;
  /** "But": what follows counts more than what came before. */
  turns: string;
  /** Terms that contain a word of feeling and tell none: stop loss, 点差. */
  plain: string;
}
