import type { Language } from "../../domain/language/language.ts";
import { paragraph, type RichText } from "../ports/rich-text.ts";

const NAMED = 3;

/** That what was said in these months is not among what is shown; nothing where there are none. */
export function archivedWords(months: readonly string[], language: Language): RichText {
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return [];
  const text = {
    en: `Messages of ${months.length > NAMED ? `${months.length} months from ${first} to ${last}` : months.join(", ")} are archived and not searched. An administrator brings a month back with: deskhand messages attach ${last}`,
    zh: `${months.length > NAMED ? `${first} 至 ${last} 间 ${months.length} 个月` : months.join("、")}的消息已归档，未在其中查找。管理员可用 deskhand messages attach ${last} 恢复某月。`,
  }[language];
  return [paragraph({ type: "italic", children: [{ type: "text", text }] })];
}
