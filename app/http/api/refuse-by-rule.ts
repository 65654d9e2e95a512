import type { Language } from "../../../domain/language/language.ts";
import { RuleError } from "../../../infra/errors.ts";

/** Ends a request by a rule of the domain: 409 with its name, told in the caller's language, and kept in the trail. */
export function refuseByRule(rule: string, words: Record<Language, string>): never {
  throw new RuleError(rule, words.en, { words });
}
