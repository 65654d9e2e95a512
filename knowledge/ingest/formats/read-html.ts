import { decodeText } from "../decode-text.ts";
import { parseMarkdownBlocks } from "../parse-blocks.ts";
import { markdownOfHtml } from "./markdown-of-html.ts";
import type { ReadFile } from "./read-file.ts";

/** A saved or fetched web page. @throws InputError when its encoding cannot be told. */
export function readHtml(bytes: Uint8Array, charset: string | null): ReadFile {
  const { text } = decodeText(bytes, charset ?? declaredCharset(bytes));
  const { title, markdown } = markdownOfHtml(text);
  return { title, blocks: parseMarkdownBlocks(markdown), tables: [], notes: [] };
}

/** What the page says of itself, near its beginning as the standard wants it. */
function declaredCharset(bytes: Uint8Array): string | null {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 4096));
  return /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,30})/i.exec(start)?.[1] ?? null;
}
