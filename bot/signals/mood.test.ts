import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sentiments } from "../../domain/conversations/signals.ts";
import { type Feeling, moodOf } from "./mood.ts";

const feel = (signs: string): Feeling[] =>
  [...signs].map((sign) => ({
    sentiment: sign === "+" ? "positive" : sign === "0" ? "neutral" : sign === "_" ? null : "negative",
    isAngry: sign === "!",
  }));

describe("the mood of a conversation", () => {
  // Newest first; ! is angry, _ a message without text.
  it.each([
    ["", "neutral", false],
    ["0", "neutral", false],
    ["+", "positive", false],
    ["-", "negative", false],
    ["!", "negative", true],
    ["0!", "negative", true],
    ["_!", "negative", true],
    ["00!", "negative", false],
    ["+!", "neutral", false],
    ["++!", "positive", false],
    ["+++!", "positive", false],
    ["-+++", "neutral", false],
    ["--++", "negative", false],
    ["00000-", "neutral", false],
  ])("after %s is %s", (signs, label, isAngry) => {
    expect(moodOf(feel(signs))).toEqual({ label, isAngry });
  });

  it("never gets better because the newest message is worse", () => {
    const one = fc.constantFrom(..."+0-!");
    const rank = (signs: string) => sentiments.length - sentiments.indexOf(moodOf(feel(signs)).label);
    fc.assert(
      fc.property(fc.array(one, { maxLength: 6 }), (earlier) => {
        const rest = earlier.join("");
        expect(rank(`-${rest}`)).toBeLessThanOrEqual(rank(`+${rest}`));
        expect(rank(`!${rest}`)).toBeLessThanOrEqual(rank(`-${rest}`));
      }),
    );
  });
});
