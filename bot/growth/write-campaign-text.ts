import { fillPlaceholders, type PlaceholderValues } from "../../domain/content/fill-placeholders.ts";
import { isLink, linksIn, withLinks } from "../../domain/growth/template-links.ts";
import type { Language } from "../../domain/language/language.ts";

/** Ends a campaign's text that does not say by itself how to end such texts. */
const optOutLine: Record<Language, string> = {
  en: "Reply STOP to receive no more of these.",
  zh: "回复“退订”即不再接收此类消息。",
};
const saysHow: Record<Language, RegExp> = { en: /\bSTOP\b/, zh: /退订/ };

export interface CampaignText {
  text: string;
  /** What stands in braces still: with any of it the text must not be sent. */
  missing: string[];
}

/**
 * A template as one customer gets it: placeholders filled, each of its own links led through `linkFor`, and with the way
 * out. A link that a value brings along stays as it is: nobody approved it.
 */
export async function writeCampaignText(
  template: string,
  values: PlaceholderValues,
  language: Language,
  linkFor: ((url: string) => Promise<string>) | null,
): Promise<CampaignText> {
  const links = linkFor ? linksIn(template).filter(isLink) : [];
  const marked = withLinks(template, links, (url) => mark(links.indexOf(url)));
  const { text: filled, missing } = fillPlaceholders(marked, values, language);
  const ours = new Map<string, string>();
  for (const [index, url] of links.entries()) {
    if (linkFor && missing.length === 0) ours.set(mark(index), await linkFor(url));
  }
  const text = filled.replace(/\uE000\d+\uE001/gu, (one) => ours.get(one) ?? one);
  return { text: saysHow[language].test(text) ? text : `${text}\n\n${optOutLine[language]}`, missing };
}

/** Stands for a link while the words around it are filled; of characters that no text has. */
function mark(index: number): string {
  return `\uE000${index}\uE001`;
}
