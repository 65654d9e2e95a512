import type { Button } from "../../bot/ports/outbound-message.ts";
import { type RichText, toPlainText } from "../../bot/ports/rich-text.ts";
import { splitRichText } from "../../bot/ports/split-rich-text.ts";
import { maxTextLength } from "./capabilities.ts";

/** Plain text is all that WeChat shows. Buttons become lines: what they would do can be read, and typed. */
export function renderText(content: RichText, buttons: Button[][] = []): string {
  const lines = buttons.flat().map(({ label, url }) => (url === undefined ? `▸ ${label}` : `▸ ${label}: ${url}`));
  return [toPlainText(content), lines.join("\n")].filter((part) => part !== "").join("\n\n");
}

/** Parts of at most 2,000 UTF-16 units each. */
export function splitForWechat(content: RichText): RichText[] {
  return splitRichText(content, (part) => toPlainText(part).length, maxTextLength);
}
