import { createHash } from "node:crypto";

/** SHA-256 over parts whose borders count: ("ab", "c") and ("a", "bc") differ. Hexadecimal. */
export function contentHash(...parts: (string | null | readonly string[])[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
