import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import { maskedLine } from "../../domain/content/secrets/masked-excerpt.ts";

/** What a long number may be: an order, an account, a telephone. Amounts are shorter. */
const LONG_NUMBER = /\d(?:[\d ,.-]{3,}\d)/g;
const MAX_LENGTH = 300;

/** A question for the eyes of everybody who reads gaps: without names, secrets and long numbers, on one line. */
export function maskQuestion(question: string, names: readonly string[]): string {
  const masked = withoutNames(maskedLine(question), names).replace(LONG_NUMBER, (number) =>
    number.replace(/\D/g, "").length > 4 ? "…" : number,
  );
  return [...masked.replace(/\s+/g, " ").trim()].slice(0, MAX_LENGTH).join("");
}

/** A colleague's reply as a draft: without names and secrets; its numbers are what it tells. */
export function maskReply(reply: string, names: readonly string[]): string {
  return withoutNames(maskSecrets(reply), names).trim();
}

/** Names whole, and the words of Latin names by themselves: people greet each other by first names. */
function withoutNames(text: string, names: readonly string[]): string {
  const words = names
    .flatMap((name) => [name, ...name.split(/\s+/)])
    .map((word) => word.trim())
    .filter((word) => [...word].length >= (/^\p{Script=Latin}/u.test(word) ? 3 : 2))
    .sort((a, b) => b.length - a.length);
  return words.reduce((rest, word) => {
    const isLatin = /^[\p{Script=Latin}\d]/u.test(word);
    const edge = isLatin ? ["(?<![\\p{L}\\d])", "(?![\\p{L}\\d])"] : ["", ""];
    return rest.replace(new RegExp(`${edge[0]}${escaped(word)}${edge[1]}`, "giu"), "…");
  }, text);
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
