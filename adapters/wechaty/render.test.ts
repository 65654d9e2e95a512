import fc from "fast-check";
import { expect, it } from "vitest";
import { plainText, toPlainText } from "../../bot/ports/rich-text.ts";
import { renderText, splitForWechat } from "./render.ts";

it("writes buttons as lines below the text", () => {
  const buttons = [[{ id: "a", label: "Yes" }], [{ id: "b", label: "Terms", url: "https://example.test/t" }]];
  expect(renderText(plainText("Agreed?"), buttons)).toBe("Agreed?\n\n▸ Yes\n▸ Terms: https://example.test/t");
  expect(renderText([], [[{ id: "a", label: "Yes" }]])).toBe("▸ Yes");
  expect(renderText(plainText("Agreed?"))).toBe("Agreed?");
});

it("cuts any text into parts of at most 2,000 units, and loses nothing", () => {
  const words = fc.array(fc.constantFrom("入金", "withdrawal ", "👨‍👩‍👧‍👦", "a.com ", "。", "\n\n"), {
    maxLength: 1_500,
  });
  fc.assert(
    fc.property(words, (parts) => {
      const text = parts.join("");
      const cut = splitForWechat(plainText(text)).map(toPlainText);
      expect(cut.filter((part) => part.length > 2_000)).toEqual([]);
      expect(cut.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
    }),
    { numRuns: 30 },
  );
});
