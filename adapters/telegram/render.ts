import type { MessageEntity } from "grammy/types";
import type { Block, Inline, RichText } from "../../bot/ports/rich-text.ts";
import { splitRichText } from "../../bot/ports/split-rich-text.ts";
import { maxTextLength } from "./capabilities.ts";

/** What `sendMessage` takes: the text as it is read, and which stretches of it are formatted. */
export interface Rendered {
  text: string;
  entities: MessageEntity[];
}

// Telegram takes no more per message and drops the formatting of the rest (widely reported; not on the Bot API page).
const maxEntities = 100;

/**
 * Writes the tree as text with entities and without a parse mode: there is nothing to escape, so no text can break the
 * markup or be taken for it, and what is counted here is what Telegram counts (UTF-16 units, as JavaScript strings do).
 */
export function renderText(content: RichText): Rendered {
  const writer = createWriter();
  content.forEach((block, index) => {
    if (index > 0) writer.write("\n\n");
    writeBlock(writer, block);
  });
  return writer.rendered;
}

/** The length of a text on Telegram's scale, where 4096 is full: by its units, or by its entities when those fill it. */
export function telegramSize(content: RichText): number {
  const { text, entities } = renderText(content);
  return Math.max(text.length, Math.ceil((entities.length / maxEntities) * maxTextLength));
}

/** Cuts a text into messages that Telegram takes. */
export function splitForTelegram(content: RichText): RichText[] {
  return splitRichText(content, telegramSize, maxTextLength);
}

interface Writer {
  rendered: Rendered;
  write(text: string): void;
  /** Marks what `inside` writes; nothing where it wrote nothing. */
  mark(entity: Mark, inside: () => void): void;
}

type Mark = MessageEntity extends infer E ? (E extends MessageEntity ? Omit<E, "offset" | "length"> : never) : never;

function createWriter(): Writer {
  const rendered: Rendered = { text: "", entities: [] };
  return {
    rendered,
    write: (text) => {
      rendered.text += text;
    },
    mark: (mark, inside) => {
      const offset = rendered.text.length;
      const position = rendered.entities.length;
      inside();
      const length = rendered.text.length - offset;
      // Outer before inner, as Telegram orders them. The cast: a Mark is an entity without its place.
      if (length > 0) rendered.entities.splice(position, 0, { ...mark, offset, length } as MessageEntity);
    },
  };
}

function writeBlock(writer: Writer, block: Block): void {
  switch (block.type) {
    case "paragraph":
      writeInlines(writer, block.children);
      break;
    case "heading":
      writer.mark({ type: "bold" }, () => writeInlines(writer, block.children));
      break;
    case "quote":
      writer.mark({ type: "blockquote" }, () => writeInlines(writer, block.children));
      break;
    case "code":
      writer.mark({ type: "pre" }, () => writer.write(block.text));
      break;
    case "list":
      block.items.forEach((item, index) => {
        if (index > 0) writer.write("\n");
        writer.write(block.ordered ? `${(block.start ?? 1) + index}. ` : "• ");
        writeInlines(writer, item);
      });
  }
}

function writeInlines(writer: Writer, inlines: Inline[]): void {
  for (const inline of inlines) writeInline(writer, inline);
}

function writeInline(writer: Writer, inline: Inline): void {
  switch (inline.type) {
    case "text":
      writer.write(inline.text);
      break;
    case "bold":
    case "italic":
      writer.mark({ type: inline.type }, () => writeInlines(writer, inline.children));
      break;
    case "code":
      writer.mark({ type: "code" }, () => writer.write(inline.text));
      break;
    case "link":
      writer.mark({ type: "text_link", url: inline.url }, () => writeInlines(writer, inline.children));
      break;
    case "mention":
      writeMention(writer, inline.userId, inline.label);
  }
}

/** Telegram reads nothing but the id of the person; ids of other platforms stay plain words. */
function writeMention(writer: Writer, userId: string, label: string): void {
  if (!/^\d{1,15}$/.test(userId)) {
    writer.write(`@${label}`);
    return;
  }
  const user = { id: Number(userId), is_bot: false, first_name: label };
  writer.mark({ type: "text_mention", user }, () => writer.write(`@${label}`));
}
