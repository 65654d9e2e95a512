import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toString as nodeText } from "mdast-util-to-string";
import { gfm } from "micromark-extension-gfm";
import type { BlockKind } from "../entries.ts";

/** A piece of a document that reads on its own. Its text is the source, unchanged. */
export interface Block {
  kind: BlockKind;
  text: string;
  /** For headings: 1…6, and the title without markup. */
  depth?: number;
  title?: string;
  /** Where the format has pages, from 1. */
  page?: number;
}

/** Cuts Markdown (with GitHub's tables and task lists) at its own joints. */
export function parseMarkdownBlocks(source: string): Block[] {
  const tree = fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const blocks: Block[] = [];
  let end = 0;
  for (const node of tree.children) {
    const range = node.position;
    if (range?.start.offset === undefined || range.end.offset === undefined) continue;
    // What the parser leaves between two nodes (a lone container mark) still belongs to the reader.
    pushText(blocks, source.slice(end, range.start.offset));
    end = range.end.offset;
    pushNode(blocks, node, source.slice(range.start.offset, end));
  }
  pushText(blocks, source.slice(end));
  return blocks;
}

/** Cuts plain text at empty lines. */
export function parseTextBlocks(source: string): Block[] {
  return source
    .split(/\n[^\S\n]*\n/)
    .filter((paragraph) => paragraph.trim() !== "")
    .map((text) => ({ kind: "paragraph", text: text.trim() }));
}

function pushNode(blocks: Block[], node: Nodes, text: string): void {
  switch (node.type) {
    case "heading":
      blocks.push({ kind: "heading", text, depth: node.depth, title: nodeText(node).trim() });
      break;
    case "list":
    case "table":
    case "code":
      blocks.push({ kind: node.type, text });
      break;
    default:
      pushText(blocks, text);
  }
}

function pushText(blocks: Block[], text: string): void {
  if (text.trim() !== "") blocks.push({ kind: "paragraph", text: text.trim() });
}
