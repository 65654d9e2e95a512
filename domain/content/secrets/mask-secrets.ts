import { findNamed } from "./find-named.ts";
import { findNumbers } from "./find-numbers.ts";
import type { Secret } from "./secret.ts";

/**
 * The text with what only those should read who need it masked: card numbers (`6222 **** **** 1234`), Chinese identity
 * numbers, passport numbers, accounts at a bank, passwords and codes. Amounts, dates, telephone and order numbers stay.
 * Masking what is masked changes nothing.
 */
export function maskSecrets(text: string): string {
  let masked = text;
  // Each round leaves fewer letters and digits than the one before, so it ends.
  for (;;) {
    const next = maskOnce(masked);
    if (next === masked) return masked;
    masked = next;
  }
}

/** True when `maskSecrets` would change it. */
export function hasSecrets(text: string): boolean {
  return maskOnce(text) !== text;
}

function maskOnce(text: string): string {
  // Nothing to find without a digit or a name: most lines end here.
  if (!/[\d０-９]|码|口令|pass|pwd|pin|otp|cv[vc]|code/i.test(text)) return text;
  const plain = halfWidth(text);
  let at = 0;
  let masked = "";
  for (const secret of inOrder([...findNamed(plain), ...findNumbers(plain)])) {
    if (secret.from < at) continue;
    masked += text.slice(at, secret.from) + secret.mask;
    at = secret.to;
  }
  return masked + text.slice(at);
}

function inOrder(secrets: Secret[]): Secret[] {
  return secrets.sort((left, right) => left.from - right.from || right.to - left.to);
}

/**
 * Full-width letters, digits and what stands before a value, wide spaces and the many dashes as the plain ones, unit by
 * unit.
 */
function halfWidth(text: string): string {
  return text
    .replace(/[０-９Ａ-Ｚａ-ｚ：＝－]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, " ")
    .replace(/[\u2010-\u2015\u2212]/g, "-");
}
