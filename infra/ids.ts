import { randomBytes, randomFillSync, randomInt } from "node:crypto";
import { v5, v7 } from "uuid";

/** A UUIDv7: sorts by time and may be made before the insert. */
export function newId(): string {
  return v7();
}

/** True when a text, as a button or a request brings it, can be an id. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

const DERIVED = "7b0c2f4e-3f0a-4d7e-9a53-5d1b8c6f2e10";

/** The one id that what `name` says always has: who writes it a second time finds that it is there. */
export function derivedId(name: string): string {
  return v5(name, DERIVED);
}

// Without 0/O and 1/I/L, so that a code can be read out on the phone.
const CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** A code for a person to type, of `length` characters from an unambiguous alphabet (about 4.95 bits each). */
export function newTypedCode(length: number): string {
  return Array.from({ length }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join("");
}

/** A secret for machines: `bytes` random bytes in base64url. */
export function newSecret(bytes = 32): string {
  return newSecretBytes(bytes).toString("base64url");
}

/** So many random bytes, for a secret that is written another way. */
export function newSecretBytes(bytes: number): Buffer {
  return randomBytes(bytes);
}

/** Of a trace, as W3C Trace Context has it: 32 hexadecimal digits. */
export function newTraceId(): string {
  return randomHex(16);
}

/** Of a step in a trace: 16 hexadecimal digits. */
export function newSpanId(): string {
  return randomHex(8);
}

const drawn = Buffer.alloc(4_096);
let used = drawn.length;

// Drawn in one go for many: asking for a few bytes at a time is a good part of taking a webhook in. No secrets.
function randomHex(bytes: number): string {
  if (used + bytes > drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += bytes;
  return drawn.toString("hex", used - bytes, used);
}

/** Somewhere from 0 to below 1: scatters what would otherwise come back at once. */
export function newSpread(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}
