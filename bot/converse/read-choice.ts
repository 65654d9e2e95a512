import { fold } from "../../knowledge/text/fold.ts";

/** What a line says about the options that were offered: one of them (from 0), or none. */
export type ReadChoice = { kind: "chosen"; index: number; by: "number" | "wording" } | { kind: "none" };

const MOST_DIGITS = 3;
const FIGURE = new RegExp(`^(?:no|nr|number|option|选项|选择|选|第)?([1-${MOST_DIGITS}])(?:个|号|项|吧|please)?$`);
const ORDINALS: readonly RegExp[] = [
  /^(?:(?:the)?first(?:one)?|one|选?第?一(?:个|项)?)$/,
  /^(?:(?:the)?second(?:one)?|two|选?第?[二两](?:个|项)?)$/,
  /^(?:(?:the)?third(?:one)?|three|选?第?三(?:个|项)?)$/,
];
const NONE =
  /^(?:no|nope|none|neither|noneof(?:them|these|those|theabove)|(?:以上|这些|这几个)?(?:都|全)?不(?:是|对)(?:的|这些|啊|呢)?|没有(?:一个是|我(?:想|要)问的))$/;

/**
 * Reads a line as a choice among options: a number that stands alone and counts one of them, an option in its own words
 * (as it stands or as a button cut it), or that it is none of them. Null for everything else, which is a new question.
 */
export function readChoice(text: string, wordings: readonly string[]): ReadChoice | null {
  const said = squeeze(text);
  if (said === "") return null;
  const asWritten = wordings.findIndex((wording) => isWording(said, wording));
  if (asWritten >= 0) return { kind: "chosen", index: asWritten, by: "wording" };
  if (NONE.test(said)) return { kind: "none" };
  const figure = FIGURE.exec(said)?.[1];
  const index = figure === undefined ? ORDINALS.findIndex((ordinal) => ordinal.test(said)) : Number(figure) - 1;
  return index >= 0 && index < wordings.length ? { kind: "chosen", index, by: "number" } : null;
}

/** What a button under the question says: at most what every platform shows whole. */
export function labelOf(wording: string): string {
  return cut(wording, 40);
}

/** An option as the question lists it. */
export function listedAs(wording: string): string {
  return cut(wording.replace(/\s+/g, " "), 80);
}

function isWording(said: string, wording: string): boolean {
  return [wording, labelOf(wording), listedAs(wording)].some((each) => {
    const words = squeeze(each);
    return words !== "" && (said === words || said.replace(/^[1-3]/, "") === words);
  });
}

function squeeze(text: string): string {
  return fold(text)
    .replace(/\p{M}|\u20e3/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, "");
}

function cut(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join("")}…`;
}
