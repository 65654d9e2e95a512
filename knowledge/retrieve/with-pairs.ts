import type { Language } from "../../domain/language/language.ts";
import type { Entry, FaqEntry } from "../entries.ts";
import type { Found } from "./search-result.ts";

/** How ids name a language. */
const names: Record<Language, readonly string[]> = { en: ["en"], zh: ["zh", "cn"] };
const named = /(?<![\p{L}\p{N}])(?:en|zh|cn)(?![\p{L}\p{N}])/giu;

/**
 * Findings with what says the same in the language asked for, as sure as its pair: FAQs of one knowledge base are a pair
 * where their ids differ in the name of the language alone (`fees-en` and `fees-zh`). A question in one language says
 * little of entries in another, so the pair of a sure finding is seldom found by itself. Nothing is looked for where the
 * surest is in that language.
 */
export function withPairs(
  found: readonly Found[],
  language: Language | null,
  entriesOf: (kbId: string) => Iterable<Entry>,
): Found[] {
  const best = found[0]?.entry.language;
  if (language === null || best === null || best === undefined || best === language) return [...found];
  const pairs = findPairs(found, language, entriesOf);
  const paired = new Set([...pairs.values()].map(({ id }) => id));
  return found.flatMap((one) => {
    const pair = pairs.get(one.entry.id);
    if (pair) return [one, { ...one, entry: pair, ranks: {} }];
    return paired.has(one.entry.id) ? [] : [one];
  });
}

/** The pairs of FAQs in other languages, by the FAQ's id. */
function findPairs(
  found: readonly Found[],
  language: Language,
  entriesOf: (kbId: string) => Iterable<Entry>,
): Map<string, FaqEntry> {
  const pairs = new Map<string, FaqEntry>();
  for (const kbId of new Set(found.map(({ entry }) => entry.kbId))) {
    const wanted = new Map<string, string>();
    for (const { entry } of found) {
      if (entry.kind !== "faq" || entry.kbId !== kbId || entry.language === language) continue;
      for (const id of pairedIds(entry.externalId, language)) if (!wanted.has(id)) wanted.set(id, entry.id);
    }
    if (wanted.size === 0) continue;
    for (const entry of entriesOf(kbId)) {
      const of = wanted.get(entry.externalId);
      if (of !== undefined && entry.kind === "faq" && entry.language === language) pairs.set(of, entry);
    }
  }
  return pairs;
}

/** An id with the name of another language in it, written as it is; none where it names no language. */
function pairedIds(id: string, language: Language): string[] {
  const ids = names[language].map((name) =>
    id.replaceAll(named, (was) => (was === was.toUpperCase() ? name.toUpperCase() : name)),
  );
  return ids.filter((other) => other !== id);
}
