import { Converter } from "opencc-js/t2cn";
import { lazily } from "../../infra/lazily.ts";

// Taiwan wording included ("軟體" → "软件"), since a customer's words and the document's may come from two places.
const toSimplified = lazily(() => Converter({ from: "twp", to: "cn" }));
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are part of the range.
const ASCII = /^[\x00-\x7f]*$/;
const HAN = /\p{Script=Han}/u;

/**
 * One spelling for what readers take as the same: full and half width (NFKC), upper and lower case, Traditional and
 * Simplified Chinese (OpenCC's tables). For searching and comparing only; what people are shown is never folded.
 */
export function fold(text: string): string {
  // Plain English is what it is but for its case, and a large part of all texts.
  if (ASCII.test(text)) return text.toLowerCase();
  const compatible = text.normalize("NFKC").toLowerCase();
  // Folding again is free of surprises: Simplified text is left alone by the tables.
  return HAN.test(compatible) ? toSimplified()(compatible).normalize("NFKC") : compatible;
}
