// Words whose ending only looks like a suffix; stemming them would join different words.
const WHOLE = new Set([
  "this",
  "his",
  "was",
  "has",
  "is",
  "as",
  "us",
  "yes",
  "always",
  "thing",
  "during",
  "need",
  "red",
]);

/**
 * A light English stem: plural (Harman's S-stemmer), then -ing and -ed where a vowel is left before them. Light on
 * purpose: Porter's later steps also join words that customers mean differently (policy / police, transfer / transferable).
 * Expects lower case.
 */
export function stemEnglish(word: string): string {
  if (word.length < 4 || WHOLE.has(word) || !/^[a-z]+$/.test(word)) return word;
  return withoutFinalE(withoutVerbEnding(withoutPlural(word)));
}

function withoutPlural(word: string): string {
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|us|is)$/.test(word)) return word;
  if (/(?:ch|sh|x|ss|zz)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") ? word.slice(0, -1) : word;
}

function withoutVerbEnding(word: string): string {
  if (word.endsWith("ied") && word.length > 4) return `${word.slice(0, -3)}y`;
  const stem = word.replace(/(?:ing|ed)$/, "");
  if (stem === word || stem.length < 3 || !/[aeiouy]/.test(stem) || stem.endsWith("e")) return word;
  // "stopped" → "stop", but "selling" → "sell": English doubles l, s and z for themselves.
  return /([^aeioulsz])\1$/.test(stem) ? stem.slice(0, -1) : stem;
}

// "charge", "charged" and "charging" meet at "charg"; a stem is never shown to anybody.
function withoutFinalE(word: string): string {
  return word.length > 4 && word.endsWith("e") && !word.endsWith("ee") ? word.slice(0, -1) : word;
}
