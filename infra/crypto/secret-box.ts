import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { ConfigError } from "../errors.ts";

/** AES-256-GCM under a named key, as it stands in jsonb columns. */
export const SealedValue = z.object({ kid: z.string(), iv: z.string(), tag: z.string(), data: z.string() });
export type SealedValue = z.infer<typeof SealedValue>;

export interface SecretBox {
  /** Id of the key that encrypts: rows with another one are due for `secrets rotate`. */
  readonly currentKeyId: string;
  seal(plain: string): SealedValue;
  /** @throws ConfigError when none of the keys fits or the value was changed. */
  open(sealed: SealedValue): string;
}

/** Encrypts with the first of `keys` (32 bytes each) and decrypts with all of them. */
export function createSecretBox(keys: readonly Buffer[]): SecretBox {
  const byId = new Map(keys.map((key) => [keyId(key), key]));
  const [current] = keys;
  if (!current) throw new ConfigError("DESKHAND_MASTER_KEY holds no key");
  const currentKeyId = keyId(current);
  return {
    currentKeyId,
    seal: (plain) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", current, iv);
      const data = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return {
        kid: currentKeyId,
        iv: iv.toString("base64"),
        tag: cipher.getAuthTag().toString("base64"),
        data: data.toString("base64"),
      };
    },
    open: (sealed) => {
      const key = byId.get(sealed.kid);
      if (!key) {
        throw new ConfigError(
          `A stored secret was encrypted with key ${sealed.kid}, which DESKHAND_MASTER_KEY does not hold. Add the old key after the new one.`,
        );
      }
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(sealed.iv, "base64"), { authTagLength: 16 });
        decipher.setAuthTag(Buffer.from(sealed.tag, "base64"));
        return Buffer.concat([decipher.update(Buffer.from(sealed.data, "base64")), decipher.final()]).toString("utf8");
      } catch {
        throw new ConfigError("A stored secret cannot be decrypted: it was changed, or its key has another value");
      }
    },
  };
}

/** Names a key without telling it: the start of its SHA-256. */
function keyId(key: Buffer): string {
  return createHash("sha256").update("deskhand key id").update(key).digest("hex").slice(0, 12);
}

/** Compares two secrets in constant time, whatever their lengths. */
export function secretsEqual(left: string, right: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text, "utf8").digest();
  return timingSafeEqual(digest(left), digest(right));
}

/** What is stored of a secret that is only ever compared (API keys, link codes). */
export function secretHash(secret: string): Buffer {
  return createHash("sha256").update(secret, "utf8").digest();
}
