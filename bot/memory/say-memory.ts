import { DateTime } from "luxon";
import { memoryCategories, memorySources } from "../../domain/content/knowledge-words.ts";
import type { Language } from "../../domain/language/language.ts";
import type { Memory } from "../../domain/memory/memory.ts";
import { memorySubjects } from "../../domain/memory/subjects.ts";
import { oneLine } from "../customers/customer-view.ts";

/** `Risk preference: “I am rather conservative”`; what staff or a record wrote down stands without quotation marks. */
export function sayMemory({ subject, category, content, sourceType }: Memory, language: Language): string {
  const about = subject
    ? memorySubjects.label(subject, language)
    : category && memoryCategories.label(category, language);
  const words = oneLine(content);
  const isQuoted = sourceType !== "manual" && sourceType !== "system_record";
  const said = !isQuoted ? words : { en: `“${words}”`, zh: `“${words}”` }[language];
  return about ? `${about}${{ en: ": ", zh: "：" }[language]}${said}` : said;
}

/**
 * The same with what names it, when it was said and how often, or its record: `12 · Risk preference: “…” · 2026-11-03 ·
 * 2×`.
 */
export function listMemory(memory: Memory, { language, zone }: { language: Language; zone: string }): string {
  const { number, messageSentAt, createdAt, mentionedIn, sourceType, validFrom } = memory;
  const isRecord = sourceType === "system_record";
  const at = messageSentAt ?? (isRecord ? validFrom : null) ?? createdAt;
  const day = DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd");
  const often = mentionedIn.length > 1 ? ` · ${mentionedIn.length}×` : "";
  const source = isRecord ? ` · ${memorySources.label("system_record", language)}` : "";
  return `${number === null ? "" : `${number} · `}${sayMemory(memory, language)} · ${day}${often}${source}`;
}
