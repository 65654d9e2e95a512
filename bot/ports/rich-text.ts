import { maskedStart } from "../../domain/content/secrets/masked-excerpt.ts";

/**
 * Outbound text as a small tree. Each adapter renders it to its platform's wire format; nothing above the adapters
 * writes markup. Plain JSON, so that it can be stored in `deliveries` and replayed.
 */
export type RichText = Block[];

export type Block =
  | { type: "paragraph"; children: Inline[] }
  | { type: "heading"; children: Inline[] }
  /** `start` numbers the first item of an ordered list that continues an earlier message; 1 when absent. */
  | { type: "list"; ordered: boolean; items: Inline[][]; start?: number }
  | { type: "quote"; children: Inline[] }
  /** Preformatted; line breaks are kept. */
  | { type: "code"; text: string };

export type Inline =
  | { type: "text"; text: string }
  | { type: "bold"; children: Inline[] }
  | { type: "italic"; children: Inline[] }
  | { type: "code"; text: string }
  | { type: "link"; url: string; children: Inline[] }
  /** A person on the platform; `label` is what platforms without mentions show. */
  | { type: "mention"; userId: string; label: string };

/** Plain text as a tree: an empty line starts a new paragraph, a single line break stays one. */
export function plainText(text: string): RichText {
  return text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== "")
    .map((paragraph) => ({ type: "paragraph", children: [{ type: "text", text: paragraph }] }));
}

/** One paragraph; plain strings are text. */
export function paragraph(...children: (Inline | string)[]): Block {
  return {
    type: "paragraph",
    children: children.map((child) => (typeof child === "string" ? { type: "text", text: child } : child)),
  };
}

export function bold(text: string): Inline {
  return { type: "bold", children: [{ type: "text", text }] };
}

/** Somebody else's words, as a quotation of at most `max` characters, with card numbers and the like masked. */
export function quote(words: string, max = 1_000): Block {
  return { type: "quote", children: [{ type: "text", text: maskedStart(words, max) }] };
}

/** What a reader without formatting sees: links as `label (url)`, list items with `•` or numbers. */
export function toPlainText(content: RichText): string {
  return content.map(blockToPlain).join("\n\n");
}

function blockToPlain(block: Block): string {
  switch (block.type) {
    case "paragraph":
    case "heading":
      return inlineToPlain(block.children);
    case "quote":
      return inlineToPlain(block.children)
        .split("\n")
        .map((line) => `> ${line}`)
        .join("\n");
    case "list": {
      const first = block.start ?? 1;
      return block.items
        .map((item, index) => `${block.ordered ? `${first + index}.` : "•"} ${inlineToPlain(item)}`)
        .join("\n");
    }
    case "code":
      return block.text;
  }
}

/** The plain text of a run of inlines, as `toPlainText` shows it. */
export function inlineToPlain(children: Inline[]): string {
  return children.map(oneToPlain).join("");
}

function oneToPlain(inline: Inline): string {
  switch (inline.type) {
    case "text":
    case "code":
      return inline.text;
    case "bold":
    case "italic":
      return inlineToPlain(inline.children);
    case "link": {
      const label = inlineToPlain(inline.children);
      return label === inline.url ? inline.url : `${label} (${inline.url})`;
    }
    case "mention":
      return `@${inline.label}`;
  }
}
