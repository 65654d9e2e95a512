import type { EntryKind } from "../entries.ts";

/**
 * An answer is given from this confidence on, unless the organisation sets another. On the development sets, with the
 * built-in embedder, what was answered was right in 79 % (ATEC), 84 % (BANKING77) and 91 % (LCQMC) of FAQ questions and in
 * 98 to 99.6 % of Chinese passage questions; left to a person were 66 to 89 % of questions whose FAQ was withheld and 99 %
 * of those from another domain (docs/quality.md). Passages cannot tell a question on their topic that they do not answer.
 */
export const defaultThreshold = 0.6;

// Logistic fits of "the first finding is right" over score + margin / 2, per kind, pooled over the development sets with
// questions from other domains among them. Half the margin told right from wrong best without hurting the others.
const CALIBRATION: Record<EntryKind, { score: number; margin: number; offset: number }> = {
  faq: { score: 8.5, margin: 4.3, offset: -4.7 },
  chunk: { score: 9.7, margin: 4.9, offset: -6.9 },
};

/**
 * The chance, 0…1, that a finding answers the question: from how well it fits and how far it stands above the best
 * finding that says something else (negative for those below it). Grows with both.
 */
export function confidenceOf(kind: EntryKind, score: number, margin: number): number {
  const weights = CALIBRATION[kind];
  return 1 / (1 + Math.exp(-(weights.score * score + weights.margin * margin + weights.offset)));
}
