import type { types } from "@slack/bolt";
import type { Button } from "../../bot/ports/outbound-message.ts";
import { type Block, type Inline, inlineToPlain, type RichText, toPlainText } from "../../bot/ports/rich-text.ts";
import { splitRichText } from "../../bot/ports/split-rich-text.ts";

/**
 * Characters of one message. The fallback text is advised to stay under 4 000 ("chat.postMessage", Truncating
 * content), and all blocks of a message together under about 12 000 with their containers (slackapi/bolt-js#2509):
 * 3 500 keeps both, whatever the formatting adds, and is still one screen to read.
 */
export const MAX_MESSAGE_CHARACTERS = 3_500;

const MAX_LABEL_CHARACTERS = 75;

type RichTextBlock = types.RichTextBlock;
type RichTextElement = types.RichTextElement;

export function split(content: RichText): RichText[] {
  // The escaped text is the longest form the message takes.
  return splitRichText(content, (part) => fallbackText(part).length, MAX_MESSAGE_CHARACTERS);
}

/**
 * The message as blocks, and as the text that notifications and screen readers use.
 *
 * Text goes as a `rich_text` block ("Rich text block": strongly preferred over mrkdwn): there formatting is data, so a
 * customer's `*`, `_` or `<!channel>` is shown as it was written, and bold works inside Chinese, where mrkdwn wants
 * spaces around it.
 */
export function renderMessage(
  content: RichText,
  buttons: Button[][] = [],
): { text: string; blocks: types.KnownBlock[] } {
  const rows = buttons.filter((row) => row.length > 0);
  const text =
    fallbackText(content) ||
    rows
      .flat()
      .map((button) => escapeMrkdwn(button.label))
      .join(" · ");
  const rich = richTextBlock(content);
  return { text, blocks: [...(rich ? [rich] : []), ...rows.map(actionsBlock)] };
}

/** The only escaping Slack's `text` knows ("Formatting message text"): without it `<!channel>` would ping everybody. */
export function fallbackText(content: RichText): string {
  return escapeMrkdwn(toPlainText(content));
}

function escapeMrkdwn(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function richTextBlock(content: RichText): RichTextBlock | null {
  const elements: RichTextBlock["elements"] = [];
  let prose: RichTextElement[] = [];
  const endProse = () => {
    if (prose.length > 0) elements.push(section(prose));
    prose = [];
  };
  for (const block of content) {
    if (block.type === "paragraph" || block.type === "heading") {
      const inlines = renderInlines(block.children, block.type === "heading" ? { bold: true } : {});
      // Paragraphs that follow each other are one section with empty lines, as Slack's own composer writes them.
      if (inlines.length > 0)
        prose.push(...(prose.length > 0 ? [{ type: "text" as const, text: "\n\n" }] : []), ...inlines);
    } else {
      endProse();
      elements.push(...standing(block));
    }
  }
  endProse();
  return elements.length > 0 ? { type: "rich_text", elements } : null;
}

/** Blocks that stand by themselves. Slack refuses empty ones. */
function standing(block: Exclude<Block, { type: "paragraph" | "heading" }>): RichTextBlock["elements"] {
  switch (block.type) {
    case "list": {
      // `offset` moves the first number on; it is documented but missing in the SDK's types.
      const list: types.RichTextList & { offset?: number } = {
        type: "rich_text_list",
        style: block.ordered ? "ordered" : "bullet",
        elements: block.items.map((item) => section(orSpace(renderInlines(item, {})))),
        ...(block.ordered && block.start && block.start > 1 ? { offset: block.start - 1 } : {}),
      };
      return block.items.length > 0 ? [list] : [];
    }
    case "quote": {
      const elements = renderInlines(block.children, {});
      return elements.length > 0 ? [{ type: "rich_text_quote", elements }] : [];
    }
    case "code":
      return block.text ? [{ type: "rich_text_preformatted", elements: [{ type: "text", text: block.text }] }] : [];
  }
}

function orSpace(elements: RichTextElement[]): RichTextElement[] {
  return elements.length > 0 ? elements : [{ type: "text", text: " " }];
}

function section(elements: RichTextElement[]): types.RichTextSection {
  return { type: "rich_text_section", elements };
}

interface Style {
  bold?: true;
  italic?: true;
  code?: true;
}

function renderInlines(children: Inline[], style: Style): RichTextElement[] {
  return children.flatMap((child) => renderInline(child, style));
}

function renderInline(child: Inline, style: Style): RichTextElement[] {
  switch (child.type) {
    case "text":
      return textElement(child.text, style);
    case "code":
      return textElement(child.text, { ...style, code: true });
    case "bold":
    case "italic":
      return renderInlines(child.children, { ...style, [child.type]: true });
    case "mention":
      return /^[UW][A-Z0-9]{1,40}$/.test(child.userId)
        ? [{ type: "user", user_id: child.userId }]
        : textElement(`@${child.label}`, style);
    case "link":
      return linkElement(child, style);
  }
}

function linkElement(link: Extract<Inline, { type: "link" }>, style: Style): RichTextElement[] {
  if (!/^(https?|mailto|tel):/i.test(link.url)) return textElement(inlineToPlain([link]), style);
  const text = inlineToPlain(link.children);
  return [{ type: "link", url: link.url, ...(text && text !== link.url ? { text } : {}), ...styled(style) }];
}

function textElement(text: string, style: Style): RichTextElement[] {
  return text === "" ? [] : [{ type: "text", text, ...styled(style) }];
}

function styled(style: Style): { style?: Style } {
  return Object.keys(style).length > 0 ? { style } : {};
}

/** A row of buttons. An action's button carries its id as value too, which tells it from a link when it is pressed. */
function actionsBlock(row: Button[]): types.KnownBlock {
  return {
    type: "actions",
    elements: row.map(({ id, label, url, style }) => ({
      type: "button",
      text: { type: "plain_text", text: shorten(label), emoji: false },
      action_id: id,
      ...(url ? { url } : { value: id }),
      ...(style ? { style } : {}),
    })),
  };
}

function shorten(label: string): string {
  if (label.length <= MAX_LABEL_CHARACTERS) return label;
  const graphemes = Array.from(new Intl.Segmenter("und").segment(label), ({ segment }) => segment);
  let kept = "";
  for (const grapheme of graphemes) {
    if (kept.length + grapheme.length >= MAX_LABEL_CHARACTERS) break;
    kept += grapheme;
  }
  return `${kept}…`;
}
