import { Converter } from "opencc-js/cn2t";
import { lazily } from "../../infra/lazily.ts";

/**
 * Whose Traditional Chinese: each character by itself as both places write it, or Hong Kong's, or Taiwan's with its
 * terms.
 */
export const traditionalForms = ["plain", "hk", "tw"] as const;
export type TraditionalForm = (typeof traditionalForms)[number];

const converters: Record<TraditionalForm, () => (text: string) => string> = {
  // The tables' own standard form of 為 is one that neither place uses.
  plain: lazily(() => withUsualForms(Converter({ from: "cn", to: "t" }))),
  hk: lazily(() => Converter({ from: "cn", to: "hk" })),
  tw: lazily(() => Converter({ from: "cn", to: "twp" })),
};

/** A text in Simplified characters, in Traditional ones (OpenCC's tables); everything else is left as it is. */
export function toTraditional(text: string, form: TraditionalForm): string {
  return converters[form]()(text.replaceAll(reply, "回覆"));
}

/**
 * The tables know 回复 as a reply in some idioms alone, and write 請回復 and 請回複數字. Where 回 ends one word and 复 begins
 * another (来回复查, 驳回复议) it is none.
 */
const reply = /(?<![来每这那一两几驳撤退收返召])回复(?![习查制核杂活审议利])/gu;

function withUsualForms(convert: (text: string) => string): (text: string) => string {
  return (text) => convert(text).replaceAll("爲", "為");
}
