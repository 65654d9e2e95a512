import { hasSecrets, maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import { maskedLine } from "../../domain/content/secrets/masked-excerpt.ts";
import { type Block, type Inline, inlineToPlain, type RichText, toPlainText } from "./rich-text.ts";

/** The same content with card numbers, passwords and the like masked: what people may read who need not know them. */
export function maskRichText(content: RichText): RichText {
  return content.map(maskBlock);
}

/** The same as one line of plain text, for a place that shows the beginning of it. */
export function maskedOneLine(content: RichText): string {
  return maskedLine(toPlainText(content));
}

function maskBlock(block: Block): Block {
  if (block.type === "code") return { ...block, text: maskSecrets(block.text) };
  if (block.type === "list") return { ...block, items: block.items.map(maskLine) };
  return { ...block, children: maskLine(block.children) };
}

// A number whose digits are partly bold is one number all the same: then the line is said plainly.
function maskLine(children: Inline[]): Inline[] {
  const masked = children.map(maskInline);
  const text = inlineToPlain(masked);
  return hasSecrets(text) ? [{ type: "text", text: maskSecrets(text) }] : masked;
}

function maskInline(inline: Inline): Inline {
  switch (inline.type) {
    case "text":
    case "code":
      return { ...inline, text: maskSecrets(inline.text) };
    case "bold":
    case "italic":
    case "link":
      return { ...inline, children: inline.children.map(maskInline) };
    case "mention":
      return inline;
  }
}
