import { randomBytes, randomInt } from "node:crypto";
import { v7 } from "uuid";

/** A UUIDv7: sorts by time and may be made before the insert. */
export function newId(): string {
  return v7();
}

// Without 0/O and 1/I/L, so that a code can be read out on the phone.
const CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** A code for a person to type, of `length` characters from an unambiguous alphabet (about 4.95 bits each). */
export function newTypedCode(length: number): string {
  return Array.from({ length }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join("");
}

/** A secret for machines: `bytes` random bytes in base64url. */
export function newSecret(bytes = 32): string {
  return randomBytes(bytes).toString("base64url");
}
