import type { Language } from "../../domain/language/language.ts";
import { roleWords } from "../../domain/organisation/staff-words.ts";
import type { Role } from "../../domain/organisation/values.ts";

/** What somebody is told whose role may not do something: `what` is a command or a button. */
export function roleMayNot(role: Role, what: string, language: Language): string {
  return {
    en: `Your role (${role}) may not use ${what}.`,
    zh: `您的角色（${roleWords.label(role, "zh")}）无权使用 ${what}。`,
  }[language];
}
