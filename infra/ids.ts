import { randomBytes, randomInt } from "node:crypto";
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
  return randomBytes(16).toString("hex");
}

/** Of a step in a trace: 16 hexadecimal digits. */
export function newSpanId(): string {
  return randomBytes(8).toString("hex");
}

/** Somewhere from 0 to below 1: scatters what would otherwise come back at once. */
export function newSpread(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}
