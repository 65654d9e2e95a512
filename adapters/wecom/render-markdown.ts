import type { Block, Inline, RichText } from "../../bot/ports/rich-text.ts";

/**
 * WeCom's markdown: headings, bold, links, `code` and quotes (支持的markdown语法, path 90236). It has no italics, no
 * lists and no escaping: lists are written out, and signs in people's words that would mean something are parted by a
 * zero-width space, which nobody sees.
 */
export function toWecomMarkdown(content: RichText): string {
  return content.map(block).join("\n\n");
}

const GAP = "\u200b";

function block(node: Block): string {
  switch (node.type) {
    case "heading":
      return `### ${inlines(node.children).replaceAll("\n", " ")}`;
    case "paragraph":
      return inlines(node.children);
    case "quote":
      return inlines(node.children)
        .split("\n")
        .map((line) => `> ${line}`)
        .join("\n");
    case "list": {
      const first = node.start ?? 1;
      return node.items.map((item, index) => `${node.ordered ? `${first + index}.` : "•"} ${inlines(item)}`).join("\n");
    }
    case "code":
      return node.text.split("\n").map(code).join("\n");
  }
}

const inlines = (children: Inline[]): string => children.map(inline).join("");

function inline(node: Inline): string {
  switch (node.type) {
    case "text":
      return literal(node.text);
    case "bold":
      return bold(inlines(node.children));
    case "italic":
      return inlines(node.children);
    case "code":
      return code(node.text);
    case "link":
      return `[${inlines(node.children).replaceAll("\n", " ")}](${linkAddress(node.url)})`;
    case "mention":
      return literal(`@${node.label}`);
  }
}

/** Bold ends at the line's end, so each line gets its own. */
const bold = (text: string): string =>
  text
    .split("\n")
    .map((line) => (line.trim() === "" ? line : `**${line}**`))
    .join("\n");

/** There is no way to write a back tick inside of code. */
const code = (text: string): string => (text.trim() === "" || text.includes("`") ? literal(text) : `\`${text}\``);

const linkAddress = (url: string): string =>
  url.replace(/[()\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);

function literal(text: string): string {
  return text
    .replace(/\*(?=\*)/g, `*${GAP}`)
    .replace(/\](?=\()/g, `]${GAP}`)
    .replace(/<(?=\/?font|@|a\s)/gi, `<${GAP}`)
    .replace(/^(?=#{1,6}\s|>)/gm, GAP);
}
