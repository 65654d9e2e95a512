import { maskSecrets } from "./mask-secrets.ts";

/**
 * The beginning of a text on one line, at most `max` characters with "…" where it goes on; card numbers and the like are
 * masked before it is cut, since half a card number would not be known as one.
 */
export function maskedExcerpt(text: string, max: number): string {
  return maskedStart(maskedLine(text), max);
}

/** The whole text on one line, with card numbers and the like masked. */
export function maskedLine(text: string): string {
  // Before the line breaks go, where they say that a number is no order's; and after, where they were within a number.
  return maskSecrets(maskSecrets(text).replace(/\s+/gu, " ").trim());
}

/**
 * The beginning of a text with its line breaks, at most `max` characters with "…" where it goes on, masked like
 * `maskedExcerpt`.
 */
export function maskedStart(text: string, max: number): string {
  const characters = [...maskSecrets(text.trim())];
  return characters.length > max ? `${characters.slice(0, Math.max(0, max - 1)).join("")}…` : characters.join("");
}
