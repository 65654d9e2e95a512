import { maskedExcerpt } from "../../../domain/content/secrets/masked-excerpt.ts";
import type { Language } from "../../../domain/language/language.ts";
import { refuse } from "../../desk/refuse.ts";

const MAX_WHY = 300;

/** The reason that a line gives, masked and bounded. @throws RuleError with `ask` when it gives none. */
export function readWhy(rest: string, ask: Record<Language, string>): string {
  const why = maskedExcerpt(rest, MAX_WHY);
  return why.length < 2 ? refuse("why", ask) : why;
}
