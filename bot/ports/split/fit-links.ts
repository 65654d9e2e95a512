import { type Block, type Inline, inlineToPlain, type RichText } from "../rich-text.ts";

/**
 * The same text, in which every link and mention fits a part by itself. One that does not becomes what a reader without
 * formatting would see: a link its label and then its url, a url that is still too long plain text, a mention its label.
 */
export function fitLinks(content: RichText, fits: (part: RichText) => boolean): RichText {
  return content.map((block) => fitBlock(block, fits));
}

/** Puts a run of inlines into the surroundings it will be rendered in, which count too. */
type Surround = (children: Inline[]) => RichText;

function fitBlock(block: Block, fits: (part: RichText) => boolean): Block {
  const fitAll = (children: Inline[], surround: Surround) =>
    children.flatMap((child) => fitInline(child, (inlines) => fits(surround(inlines))));
  switch (block.type) {
    case "code":
      return block;
    case "list": {
      const first = block.start ?? 1;
      const items = block.items.map((item, index) =>
        fitAll(item, (children) => [{ ...block, items: [children], start: first + index }]),
      );
      return { ...block, items };
    }
    default:
      return { ...block, children: fitAll(block.children, (children) => [{ ...block, children }]) };
  }
}

function fitInline(inline: Inline, fits: (children: Inline[]) => boolean): Inline[] {
  switch (inline.type) {
    case "text":
    case "code":
      return [inline];
    case "bold":
    case "italic": {
      const fitsInside = (children: Inline[]) => fits([{ ...inline, children }]);
      return [{ ...inline, children: inline.children.flatMap((child) => fitInline(child, fitsInside)) }];
    }
    case "mention":
      return fits([inline]) ? [inline] : [{ type: "text", text: `@${inline.label}` }];
    case "link": {
      const { url } = inline;
      const shown = inlineToPlain(inline.children).trim();
      if (shown !== "" && fits([inline])) return [inline];
      const bare: Inline = { type: "link", url, children: [{ type: "text", text: url }] };
      const target: Inline = fits([bare]) ? bare : { type: "text", text: url };
      if (shown === "" || shown === url) return [target];
      const label = inline.children.flatMap((child) => fitInline(child, fits));
      return [...label, { type: "text", text: " (" }, target, { type: "text", text: ")" }];
    }
  }
}
