import type { Block } from "../parse-blocks.ts";
import { markdownTable } from "./markdown-table.ts";
import { join, type PdfLine } from "./pdf-lines.ts";

// A PDF has no headings, only larger letters; and no tables, only words at the same distances.
const HEADING_SIZE = 1.15;
const MAX_HEADING = 120;
const MAX_HEADINGS_DEPTH = 4;
const MAX_CELL = 60;
const ITEM = /^(?:[•·▪◦‣●○■□➢✓–—*-]|\(?\d{1,2}[.)、）]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[a-z][.)])\s*(?=\S)/u;

export interface PdfPage {
  /** From 1. */
  number: number;
  lines: PdfLine[];
}

/** The lines of all pages as blocks: each on one page, so that it can be cited with its number. */
export function blocksOfPages(pages: readonly PdfPage[]): Block[] {
  const content = withoutFurniture(pages);
  const body = bodySize(content);
  const sizes = headingSizes(content, body);
  return content.flatMap(({ number, lines }) =>
    blocksOfLines(lines, body, sizes).map((block) => ({ ...block, page: number })),
  );
}

const PAGE_NUMBER = /^\W*(?:page|p\.|第)?\s*\d{1,4}\s*(?:(?:of|\/|页?[，,]?\s*共)\s*\d{1,4})?\s*页?\W*$/iu;

/**
 * Leaves out what stands at the same height of most pages, first or last: running titles, word for word the same, and
 * page numbers. Other words with a number that grows are what each page is about: “Rule 1”, “Rule 2”, …
 */
function withoutFurniture(pages: readonly PdfPage[]): PdfPage[] {
  if (pages.length < 3) return [...pages];
  const counts = new Map<string, number>();
  const keyOf = ({ text, y }: PdfLine) => `${Math.round(y)} ${PAGE_NUMBER.test(text) ? "#" : text}`;
  for (const { lines } of pages) {
    for (const key of new Set([...lines.slice(0, 2), ...lines.slice(-2)].map(keyOf))) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const isFurniture = (line: PdfLine) => (counts.get(keyOf(line)) ?? 0) > pages.length * 0.6;
  return pages.map(({ number, lines }) => ({
    number,
    lines: lines.filter((line, index) => (index > 1 && index < lines.length - 2) || !isFurniture(line)),
  }));
}

/** The size that most characters have. */
function bodySize(pages: readonly PdfPage[]): number {
  const characters = new Map<number, number>();
  for (const { height, text } of pages.flatMap(({ lines }) => lines)) {
    characters.set(round(height), (characters.get(round(height)) ?? 0) + text.length);
  }
  return [...characters].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0])[0];
}

function headingSizes(pages: readonly PdfPage[], body: number): number[] {
  const sizes = new Set<number>();
  for (const line of pages.flatMap(({ lines }) => lines)) if (isHeading(line, body)) sizes.add(round(line.height));
  return [...sizes].sort((a, b) => b - a);
}

function isHeading({ height, text, cells }: PdfLine, body: number): boolean {
  return body > 0 && height > body * HEADING_SIZE && text.length <= MAX_HEADING && cells.length === 1;
}

function round(size: number): number {
  return Math.round(size * 2) / 2;
}

function blocksOfLines(lines: readonly PdfLine[], body: number, sizes: readonly number[]): Block[] {
  const blocks: Block[] = [];
  let above: PdfLine | null = null;
  for (let index = 0; index < lines.length; ) {
    const line = lines[index] as PdfLine;
    const rows = tableAt(lines, index);
    const last = blocks.at(-1);
    if (rows.length > 0) {
      blocks.push({ kind: "table", text: markdownTable(rows.map(({ cells }) => cells)) });
    } else if (isHeading(line, body)) {
      const depth = Math.min(sizes.indexOf(round(line.height)) + 1, MAX_HEADINGS_DEPTH);
      if (above && last?.kind === "heading" && last.depth === depth && isNext(above, line)) {
        last.title = join(last.title ?? "", line.text);
        last.text = `${"#".repeat(depth)} ${last.title}`;
      } else blocks.push({ kind: "heading", depth, title: line.text, text: `${"#".repeat(depth)} ${line.text}` });
    } else addProse(blocks, line, above);
    const taken = Math.max(rows.length, 1);
    above = rows.length > 0 ? null : line;
    index += taken;
  }
  return blocks;
}

/** Lines from here on that have the same two or more columns; one such line alone is a line. */
function tableAt(lines: readonly PdfLine[], start: number): PdfLine[] {
  const columns = lines[start]?.cells.length ?? 0;
  if (columns < 2) return [];
  let end = start;
  while (lines[end]?.cells.length === columns && lines[end]?.cells.every(({ length }) => length <= MAX_CELL)) end++;
  return end - start >= 2 ? lines.slice(start, end) : [];
}

function addProse(blocks: Block[], line: PdfLine, above: PdfLine | null): void {
  const last = blocks.at(-1);
  const goesOn = above !== null && isNext(above, line) && last?.kind !== "heading" && last?.kind !== "table";
  if (ITEM.test(line.text)) {
    const item = `- ${line.text.replace(/^[•·▪◦‣●○■□➢✓–—*-]\s*/u, "")}`;
    if (last?.kind === "list" && above !== null && line.y < above.y) last.text += `\n${item}`;
    else blocks.push({ kind: "list", text: item });
  } else if (last && goesOn && (last.kind === "paragraph" || last.kind === "list")) {
    last.text = join(last.text, line.text);
  } else blocks.push({ kind: "paragraph", text: line.text });
}

/** Below it at the distance of lines, not of paragraphs. */
function isNext(above: PdfLine, line: PdfLine): boolean {
  const step = above.y - line.y;
  return step > 0 && step <= Math.max(above.height, line.height) * 1.75;
}
