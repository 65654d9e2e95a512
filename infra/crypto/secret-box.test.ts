import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSecretBox, secretsEqual } from "./secret-box.ts";

const oldKey = randomBytes(32);
const newKey = randomBytes(32);

describe("the secret box", () => {
  it("gives back every text it sealed", () => {
    const box = createSecretBox([oldKey]);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(box.open(box.seal(text))).toBe(text);
      }),
    );
  });

  it("opens with an old key what was sealed before a rotation, and seals with the new one", () => {
    const sealed = createSecretBox([oldKey]).seal("token");
    const rotated = createSecretBox([newKey, oldKey]);
    expect(rotated.open(sealed)).toBe("token");
    expect(rotated.seal("token").kid).toBe(rotated.currentKeyId);
    expect(rotated.currentKeyId).not.toBe(sealed.kid);
  });

  it("refuses a value sealed with an unknown key and says what to do", () => {
    const sealed = createSecretBox([oldKey]).seal("token");
    expect(() => createSecretBox([newKey]).open(sealed)).toThrow(/Add the old key/);
  });

  it("refuses a changed value", () => {
    const box = createSecretBox([oldKey]);
    const sealed = box.seal("token");
    const data = Buffer.from(sealed.data, "base64");
    data[0] = (data[0] ?? 0) ^ 1;
    expect(() => box.open({ ...sealed, data: data.toString("base64") })).toThrow(/cannot be decrypted/);
  });

  it("compares secrets of different lengths without throwing", () => {
    expect(secretsEqual("abc", "abc")).toBe(true);
    expect(secretsEqual("abc", "abcd")).toBe(false);
    expect(secretsEqual("", "a")).toBe(false);
  });
});
