import type { Language } from "../../domain/language/language.ts";
import { RuleError } from "../../infra/errors.ts";

/** Ends a command with words for the person who gave it; nothing of it is kept. `rule` names what said no. */
export function refuse(rule: string, words: Record<Language, string>): never {
  throw new RuleError(`desk.${rule}`, words.en, { words });
}
