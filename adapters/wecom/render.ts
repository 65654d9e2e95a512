import { type Block, type Inline, type RichText, toPlainText } from "../../bot/ports/rich-text.ts";
import { byteLength } from "./byte-text.ts";
import { toWecomMarkdown } from "./render-markdown.ts";

/** Bytes of a text or markdown message in the app and of a text in 微信客服; the app cuts the rest off silently (path 90236). */
export const MAX_TEXT_BYTES = 2048;

/** 微信客服 shows plain text only. */
export const renderKfText = (content: RichText): string => toPlainText(content);

export type AppText =
  | { msgtype: "text"; text: { content: string } }
  | { msgtype: "markdown"; markdown: { content: string } };

/** Markdown only where it shows something: the WeChat plugin (微工作台) does not show markdown at all (path 90236). */
export function renderAppText(content: RichText): AppText {
  return content.some(needsMarkdown)
    ? { msgtype: "markdown", markdown: { content: toWecomMarkdown(content) } }
    : { msgtype: "text", text: { content: withoutLinks(toPlainText(content)) } };
}

/** Bytes of a text in the widest of the forms it may take, so that one split fits every kind of chat. */
export function renderedBytes(content: RichText): number {
  return Math.max(byteLength(withoutLinks(toPlainText(content))), byteLength(toWecomMarkdown(content)));
}

/** Text messages show `<a href>` as a link: what a customer typed must not become one before a colleague's eyes. */
const withoutLinks = (text: string): string => text.replace(/<(?=a\s)/gi, "<\u200b");

function needsMarkdown(block: Block): boolean {
  switch (block.type) {
    case "heading":
    case "quote":
      return true;
    case "code":
      return false;
    case "paragraph":
      return block.children.some(isFormatted);
    case "list":
      return block.items.flat().some(isFormatted);
  }
}

function isFormatted(inline: Inline): boolean {
  switch (inline.type) {
    case "bold":
    case "code":
    case "link":
      return true;
    case "italic":
      return inline.children.some(isFormatted);
    case "text":
    case "mention":
      return false;
  }
}
