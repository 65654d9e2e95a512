// Ends where a sentence goes on, in either language; what stands in braces is a placeholder.
const link = /https?:\/\/[^\s"'<>{}｛｝，。；：！？、（）【】《》“”]+/giu;
const trailing = /[.,;:!?)\]]+$/u;

/** The links that a template names, each once, the longest first so that none is taken for the beginning of another. */
export function linksIn(text: string): string[] {
  const found = (text.match(link) ?? []).map((url) => url.replace(trailing, "")).filter(isLink);
  return [...new Set(found)].sort((left, right) => right.length - left.length);
}

/** True for an address on the web, of a length that we keep. */
export function isLink(url: string): boolean {
  return /^https?:\/\//i.test(url) && url.length <= 2000 && URL.canParse(url);
}

/** A text with each of these links replaced by what stands for it. */
export function withLinks(text: string, links: readonly string[], standIn: (url: string) => string): string {
  if (links.length === 0) return text;
  const escaped = links.map((url) => url.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return text.replace(new RegExp(escaped.join("|"), "gu"), standIn);
}
