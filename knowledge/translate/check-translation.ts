import { z } from "zod";
import { detectLanguage } from "../../domain/language/detect-language.ts";
import type { Language } from "../../domain/language/language.ts";
import { figuresMissing } from "./figures.ts";

const translationShape = z.object({ translation: z.string().trim().min(1) });

export interface CheckedTranslation {
  text: string;
  /** Figures, links and addresses of the source that the translation does not have, as the source spells them. */
  missing: string[];
  /** Figures in digits that the source does not have. */
  added: string[];
}

/** Chinese to English makes about three characters of one. */
const MAX_GROWTH = 6;
const MAX_GROWTH_BASE = 200;

/** Anything a reader could open or write to. */
const CONTACT =
  /(?:https?|tg|weixin|wechat|mailto|ftp):[^\s\p{Script=Han}，。；！？）】]+|www\.[^\s\p{Script=Han}，。；！？）】]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w@])@\w{3,}/giu;

/**
 * What a model gave as the translation of a text: null when it is none (not the object that was asked for, far too long,
 * in another language, with the marker of the rules, or with a link or an address that the source does not have).
 */
export function checkTranslation(
  output: string,
  { source, to, marker }: { source: string; to: Language; marker: string },
): CheckedTranslation | null {
  const text = readTranslation(output);
  if (text === null || text.length > MAX_GROWTH_BASE + source.length * MAX_GROWTH) return null;
  if (text.toLowerCase().includes(marker.toLowerCase())) return null;
  if ((detectLanguage(text) ?? to) !== to) return null;
  const contacts = contactsOf(source);
  if (contactsOf(text).some((contact) => !contacts.includes(contact))) return null;
  // The figures of a link are the link's.
  const [plainSource, plainText] = [source.replace(CONTACT, " "), text.replace(CONTACT, " ")];
  return {
    text,
    missing: [...contacts.filter((contact) => !text.includes(contact)), ...figuresMissing(plainSource, plainText)],
    added: figuresMissing(plainText, plainSource, "digits"),
  };
}

/** Models wrap JSON in fences or words: the outermost braces count. */
function readTranslation(output: string): string | null {
  const start = output.indexOf("{");
  const end = output.lastIndexOf("}");
  if (start < 0 || end < start) return null;
  try {
    return translationShape.safeParse(JSON.parse(output.slice(start, end + 1))).data?.translation ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function contactsOf(text: string): string[] {
  return [...new Set((text.match(CONTACT) ?? []).map((contact) => contact.replace(/[.,;:!?)\]'"]+$/, "")))];
}
