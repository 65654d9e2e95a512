import { isCardNumber, isChineseId, isIban, lengthOfIban } from "./number-checks.ts";
import type { Secret } from "./secret.ts";

// Digits in groups, as people type them: one space or dash between. Not part of a word, an amount with decimals, a
// telephone number with its `+`, or an address.
const run = /(?<![A-Za-z0-9_+.,/*#=-])\d(?:[ -]?\d){12,}[Xx]?(?![A-Za-z0-9_*]|[.,]\d)/g;
// After these words stands a number of ours or of a platform.
const afterOrder = /(?:订单|单号|流水|编号|工单|交易号|order|ticket|ref(?:erence)?|transaction|tx)[^\d\n]{0,10}$/i;
const iban = /(?<![A-Za-z0-9_])[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){11,30}(?![A-Za-z0-9_])/g;
const passport = /(?<![A-Za-z0-9_/])(?:[EGDSPHM]\d{8}|E[A-Z]\d{7})(?![A-Za-z0-9_])/g;
/** As far as the words before a number are read. */
const MAX_BEFORE = 40;
const MAX_GROUPS = 6;

/** Card numbers, Chinese identity numbers, IBANs and passport numbers, known by their form and check digits. */
export function findNumbers(text: string): Secret[] {
  const found: Secret[] = [];
  for (const match of text.matchAll(run)) {
    if (!isOrder(text, match.index)) found.push(...secretsIn(match[0], match.index));
  }
  for (const match of text.matchAll(iban)) {
    const value = ibanIn(match[0]);
    if (value) found.push(secretOf(value, match.index, value.replaceAll(" ", "")));
  }
  for (const match of text.matchAll(passport)) {
    const [value] = match;
    if (isOrder(text, match.index)) continue;
    found.push({ from: match.index, to: match.index + value.length, mask: maskShort(value) });
  }
  return found;
}

function isOrder(text: string, at: number): boolean {
  return afterOrder.test(text.slice(Math.max(0, at - MAX_BEFORE), at));
}

/** `6222 **** **** 1234`; what is short shows less of itself. */
export function maskNumber(value: string): string {
  return value.length < 13 ? maskShort(value) : `${value.slice(0, 4)} **** **** ${value.slice(-4)}`;
}

/** `E1****78`. */
export function maskShort(value: string): string {
  return `${value.slice(0, 2)}****${value.slice(-2)}`;
}

/** In a run there may be several numbers beside each other: the longest that is one counts, from the left. */
function secretsIn(text: string, at: number): Secret[] {
  const groups = [...text.matchAll(/[\dXx]+/g)].map((match) => ({ value: match[0], from: match.index }));
  const found: Secret[] = [];
  for (let first = 0; first < groups.length; first++) {
    for (let last = Math.min(groups.length, first + MAX_GROUPS) - 1; last >= first; last--) {
      const some = groups.slice(first, last + 1).map(({ value }) => value);
      const start = groups[first];
      const end = groups[last];
      if (!start || !end || !isSecret(some)) continue;
      const joined = some.join("");
      found.push({ from: at + start.from, to: at + end.from + end.value.length, mask: maskNumber(joined) });
      first = last;
      break;
    }
  }
  return found;
}

function isSecret(groups: readonly string[]): boolean {
  const joined = groups.join("");
  if (isChineseId(joined)) return true;
  return isCardNumber(joined) && (groups.length === 1 || (isGroupedLikeCard(groups) && !areRoundAmounts(groups)));
}

// In fours, or as American Express and Diners (4-6-5, 4-6-4), UnionPay (6-13) and passbooks (4-4-4-4-3) print theirs.
function isGroupedLikeCard(groups: readonly string[]): boolean {
  const sizes = groups.map(({ length }) => length).join("-");
  return /^4(-4)+(-[1-4])?$/.test(sizes) || ["4-6-5", "4-6-4", "6-13", "6-10"].includes(sizes);
}

// `4000 5000 6000 7000` is a list of amounts.
function areRoundAmounts(groups: readonly string[]): boolean {
  return groups.every((group) => Number(group) % 100 === 0);
}

// The words after a number look like more of it: `DE89 3704 0044 0532 0130 00 is mine`. Each country has its own length,
// so that the id of a trace or of a transfer on a chain is none, whatever its digits.
function ibanIn(text: string): string | null {
  const length = lengthOfIban(text.slice(0, 2));
  const value = length ? new RegExp(`^[^ ](?: ?[^ ]){${length - 1}}(?= |$)`).exec(text)?.[0] : undefined;
  return value && isIban(value.replaceAll(" ", "")) ? value : null;
}

function secretOf(text: string, from: number, value: string): Secret {
  return { from, to: from + text.length, mask: maskNumber(value) };
}
