import type { Block, Inline, RichText } from "./rich-text.ts";

/** The same text with its words changed; links' addresses, code and people's names stay. */
export function mapWords(content: RichText, change: (words: string) => string): RichText {
  return content.map((block) => mapBlock(block, change));
}

function mapBlock(block: Block, change: (words: string) => string): Block {
  switch (block.type) {
    case "code":
      return block;
    case "list":
      return { ...block, items: block.items.map((item) => mapInlines(item, change)) };
    default:
      return { ...block, children: mapInlines(block.children, change) };
  }
}

function mapInlines(inlines: readonly Inline[], change: (words: string) => string): Inline[] {
  return inlines.map((inline) => {
    switch (inline.type) {
      case "text":
        return { ...inline, text: change(inline.text) };
      case "code":
      case "mention":
        return inline;
      default:
        return { ...inline, children: mapInlines(inline.children, change) };
    }
  });
}
