import type { RiskKind, RiskSeverity } from "../../../domain/conversations/signals.ts";

/** The words of one language that a colleague must hear of. Phrases as `createPhraseBook` reads them, separated by `|`. */
export interface RiskWords {
  words: Record<RiskKind, Partial<Record<RiskSeverity, string>>>;
  /** Idioms and terms that contain a word of risk and say something else: 亏死了, "stop loss hunting". */
  harmless: string;
}
