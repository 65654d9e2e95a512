import { detectLanguage } from "../../domain/language/detect-language.ts";
import type { Language } from "../../domain/language/language.ts";
import type { ClaimEntry } from "./claims/claim-entry.ts";
import { defaultClaims } from "./claims/default-claims.ts";
import { type Denials, findDenials, isDenied } from "./claims/denials.ts";
import {
  type CompactText,
  compactText,
  compilePhrase,
  type Find,
  findPhrase,
  overlap,
  type Phrase,
} from "./claims/phrase.ts";

export interface ClaimPolicy {
  entries: { entry: ClaimEntry; patterns: Phrase[]; exceptions: Phrase[] }[];
}

export interface ClaimHit {
  entry: ClaimEntry;
  /** As the author wrote them. */
  words: string;
  reason: Record<Language, string>;
}

export type ClaimCheck = { ok: true } | { ok: false; hits: ClaimHit[] };

/** Prepares the list to check against: the default, and the organisation's own. Keep it; it is the same for every text. */
export function createClaimPolicy(own: ClaimEntry[] = []): ClaimPolicy {
  const replaced = new Set(own.map(({ id }) => id));
  const entries = [...defaultClaims.filter(({ id }) => !replaced.has(id)), ...own];
  return {
    entries: entries.map((entry) => ({
      entry,
      patterns: entry.patterns.map(compilePhrase),
      exceptions: entry.exceptions.map(compilePhrase),
    })),
  };
}

/**
 * Whether a text to a customer may be sent as it is: looks for prohibited claims (guaranteed returns, 稳赚, insider tips,
 * pressure) in any spelling, and lets pass what denies, forbids or warns of them ("returns are not guaranteed",
 * 凡是承诺保本的都是骗局). One hit an entry. Pure; time grows with the length of the text. A gate against what is said
 * carelessly and against simple disguise: words that say the same in other words pass.
 */
export function checkClaims(text: string, policy: ClaimPolicy): ClaimCheck {
  const compact = compactText(text);
  const language = detectLanguage(text);
  const denials = findDenials(compact);
  const hits = policy.entries.flatMap(({ entry, patterns, exceptions }) => {
    if (entry.languages && language !== null && !entry.languages.includes(language)) return [];
    const find = firstClaim(compact, patterns, exceptions, denials);
    return find === undefined ? [] : [{ entry, words: wordsOf(text, compact, find), reason: entry.reason }];
  });
  return hits.length === 0 ? { ok: true } : { ok: false, hits };
}

function firstClaim(
  compact: CompactText,
  patterns: Phrase[],
  exceptions: Phrase[],
  denials: Denials,
): Find | undefined {
  const finds = patterns.flatMap((pattern) => findPhrase(compact, pattern));
  if (finds.length === 0) return undefined;
  const isAllowed = overlap(
    compact.text.length,
    exceptions.flatMap((exception) => findPhrase(compact, exception)),
  );
  return finds.find((find) => !find.pieces.some(({ start, end }) => isAllowed(start, end)) && !isDenied(find, denials));
}

function wordsOf(text: string, { origins }: CompactText, find: Find): string {
  const last = origins[find.end - 1] ?? 0;
  const width = (text.codePointAt(last) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(origins[find.start] ?? 0, last + width);
}
