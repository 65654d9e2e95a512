import type { Language } from "../../../domain/language/language.ts";
import { refuse } from "../../desk/refuse.ts";

const MAX_WHY = 300;

/** The reason that a line gives, bounded. @throws RuleError with `ask` when it gives none. */
export function readWhy(rest: string, ask: Record<Language, string>): string {
  const why = [...rest.replace(/\s+/gu, " ").trim()].slice(0, MAX_WHY).join("");
  return why.length < 2 ? refuse("why", ask) : why;
}
