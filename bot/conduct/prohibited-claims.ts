import { detectLanguage } from "../../domain/language/detect-language.ts";
import type { Language } from "../../domain/language/language.ts";
import type { ClaimEntry } from "./claims/claim-entry.ts";
import { type CompactText, compactText } from "./claims/compact-text.ts";
import { defaultClaims } from "./claims/default-claims.ts";
import { type Denials, findDenials, isDenied } from "./claims/denials.ts";
import { compilePhrase, type Find, findPhrase, overlap, type Phrase } from "./claims/phrase.ts";
import { compileStatement, findStatements, type Statement } from "./claims/statements.ts";
import { withoutSigns } from "./claims/unmask.ts";

export interface ClaimPolicy {
  entries: { entry: ClaimEntry; patterns: Phrase[]; exceptions: Phrase[] }[];
  /** What the organisation has to say, word for word: nothing inside it is held. */
  statements: Statement[];
}

export interface ClaimHit {
  entry: ClaimEntry;
  /** As the author wrote them. */
  words: string;
  reason: Record<Language, string>;
}

export type ClaimCheck = { ok: true } | { ok: false; hits: ClaimHit[] };

/**
 * Prepares the list to check against: the default, and the organisation's own. `statements` are its mandatory texts
 * ("returns are not guaranteed"). Keep it; it is the same for every text.
 */
export function createClaimPolicy(own: ClaimEntry[] = [], statements: string[] = []): ClaimPolicy {
  const replaced = new Set(own.map(({ id }) => id));
  const entries = [...defaultClaims.filter(({ id }) => !replaced.has(id)), ...own];
  return {
    entries: entries.map((entry) => ({
      entry,
      patterns: entry.patterns.map(compilePhrase),
      exceptions: entry.exceptions.map(compilePhrase),
    })),
    statements: statements.map(compileStatement),
  };
}

/**
 * Whether a text to a customer may be sent as it is: looks for prohibited claims (guaranteed returns, 稳赚, insider tips,
 * pressure) in any spelling (see `compactText`, `unmask` and `pinyinForms`), and lets pass what denies, forbids or warns
 * of them ("returns are not guaranteed", 凡是承诺保本的都是骗局). One hit an entry. Pure; time grows with the length of
 * the text. A gate against what is said carelessly and against simple disguise: words that say the same in other words
 * pass.
 */
export function checkClaims(text: string, policy: ClaimPolicy): ClaimCheck {
  const plain = hitsOf(text, text, policy);
  const unsigned = withoutSigns(text);
  const hits = plain.length === 0 && unsigned !== text ? hitsOf(unsigned, text, policy) : plain;
  return hits.length === 0 ? { ok: true } : { ok: false, hits };
}

/** `reading` has the length of what was written, so that a find points at the author's own words. */
function hitsOf(reading: string, written: string, policy: ClaimPolicy): ClaimHit[] {
  const compact = compactText(reading);
  const language = detectLanguage(reading);
  const denials = findDenials(compact);
  const isStated = findStatements(compact, policy.statements);
  return policy.entries.flatMap(({ entry, patterns, exceptions }) => {
    if (entry.languages && language !== null && !entry.languages.includes(language)) return [];
    const find = firstClaim(compact, patterns, exceptions, denials, isStated);
    return find === undefined ? [] : [{ entry, words: wordsOf(written, compact, find), reason: entry.reason }];
  });
}

function firstClaim(
  compact: CompactText,
  patterns: Phrase[],
  exceptions: Phrase[],
  denials: Denials,
  isStated: (find: Find) => boolean,
): Find | undefined {
  const finds = patterns.flatMap((pattern) => findPhrase(compact, pattern)).filter((find) => !isStated(find));
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
