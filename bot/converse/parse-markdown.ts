import type { Nodes, PhrasingContent, RootContent, Table } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toString as plainOf } from "mdast-util-to-string";
import { gfm } from "micromark-extension-gfm";
import type { Block, Inline, RichText } from "../ports/rich-text.ts";

/**
 * Markdown (CommonMark and GitHub's tables) as rich text. Tables become lines of cells, pictures their description;
 * raw HTML is shown as the text it is, never as markup. Only http, https, mailto and tel links stay links.
 */
export function parseMarkdown(markdown: string): RichText {
  const root = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return root.children.flatMap(toBlocks);
}

function toBlocks(node: RootContent): Block[] {
  switch (node.type) {
    case "paragraph":
      return [{ type: "paragraph", children: inlines(node.children) }];
    case "heading":
      return [{ type: "heading", children: inlines(node.children) }];
    case "blockquote":
      return [{ type: "quote", children: joinLines(node.children.map(blockInlines)) }];
    case "code":
      return [{ type: "code", text: node.value }];
    case "list":
      return [
        {
          type: "list",
          ordered: node.ordered ?? false,
          items: node.children.map((item) => joinLines(item.children.map(blockInlines))),
        },
      ];
    case "table":
      return [{ type: "paragraph", children: [{ type: "text", text: tableLines(node) }] }];
    case "html":
      return [{ type: "paragraph", children: [{ type: "text", text: node.value }] }];
    default:
      // Rules, definitions and the like say nothing by themselves.
      return [];
  }
}

/** A block inside a list item or quotation, as a run of inlines. */
function blockInlines(node: RootContent): Inline[] {
  if (node.type === "paragraph" || node.type === "heading") return inlines(node.children);
  if (node.type === "list") {
    return joinLines(
      node.children.map((item) => [{ type: "text", text: "– " }, ...joinLines(item.children.map(blockInlines))]),
    );
  }
  return [{ type: "text", text: plainOf(node) }];
}

function joinLines(lines: Inline[][]): Inline[] {
  return lines.flatMap((line, index) => (index === 0 ? line : [{ type: "text" as const, text: "\n" }, ...line]));
}

function inlines(nodes: PhrasingContent[]): Inline[] {
  return nodes.flatMap(toInline);
}

function toInline(node: PhrasingContent): Inline[] {
  switch (node.type) {
    case "text":
    case "html":
      return [{ type: "text", text: node.value }];
    case "strong":
      return [{ type: "bold", children: inlines(node.children) }];
    case "emphasis":
      return [{ type: "italic", children: inlines(node.children) }];
    case "delete":
      return inlines(node.children);
    case "inlineCode":
      return [{ type: "code", text: node.value }];
    case "break":
      return [{ type: "text", text: "\n" }];
    case "link": {
      const children = inlines(node.children);
      return isSafeLink(node.url) ? [{ type: "link", url: node.url, children }] : children;
    }
    default:
      return textOf(node);
  }
}

function textOf(node: Nodes): Inline[] {
  const text = plainOf(node);
  return text ? [{ type: "text", text }] : [];
}

function isSafeLink(url: string): boolean {
  return URL.canParse(url) && ["http:", "https:", "mailto:", "tel:"].includes(new URL(url).protocol);
}

function tableLines(table: Table): string {
  return table.children.map((row) => row.children.map((cell) => plainOf(cell)).join(" | ")).join("\n");
}
