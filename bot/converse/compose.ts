import type { Language } from "../../domain/language/language.ts";
import { writtenIn } from "../../domain/language/only-in.ts";
import type { GivenAnswer, Source } from "../../knowledge/index.ts";
import { type Inline, plainText, type RichText } from "../ports/rich-text.ts";
import { parseMarkdown } from "./parse-markdown.ts";

const MAX_SOURCES_SHOWN = 3;

/**
 * An answer with where it stands: the text, then its sources on a line of their own. A text that is not in the
 * customer's language says so on top.
 */
export function composeAnswer(answer: GivenAnswer, language: Language): RichText {
  // A FAQ's answer is the approved wording to the letter; documents and models write Markdown.
  const isLiteral = answer.mode === "approved" && answer.sources[0]?.kind === "faq";
  const text = isLiteral ? plainText(answer.answer) : parseMarkdown(answer.answer);
  const note = writtenIn(answer.language, language);
  return [...(note === null ? [] : plainText(note)), ...text, ...sourceLine(answer.sources, language)];
}

function sourceLine(sources: Source[], language: Language): RichText {
  const unique = [...new Map(sources.map((source) => [`${source.page}:${source.title}`, source])).values()].slice(
    0,
    MAX_SOURCES_SHOWN,
  );
  if (unique.length === 0) return [];
  const [label, separator] = language === "zh" ? ["来源：", "；"] : ["Source: ", "; "];
  const children: Inline[] = [{ type: "text", text: label }];
  for (const [index, source] of unique.entries()) {
    if (index > 0) children.push({ type: "text", text: separator });
    const title: Inline = { type: "text", text: source.title };
    children.push(source.url ? { type: "link", url: source.url, children: [title] } : title);
    if (source.page !== null) children.push({ type: "text", text: pageOf(source.page, language) });
  }
  return [{ type: "paragraph", children }];
}

function pageOf(page: number, language: Language): string {
  return { en: ` (page ${page})`, zh: `（第 ${page} 页）` }[language];
}
