import { estimateTokens } from "../text/estimate-tokens.ts";
import type { Block } from "./parse-blocks.ts";
import { splitBlock } from "./split-block.ts";

export interface Chunk {
  content: string;
  /** Titles of the headings above, outermost first. */
  headingPath: string[];
  tokenCount: number;
}

// A chunk is what one answer can be read from. Short chunks of one section are joined up to the target; a block over the
// limit is cut at its own joints. Lists and tables may be longer before they are cut, since half of one misleads.
const TARGET_TOKENS = 300;
const LIMIT_TOKENS = 400;
const WHOLE_TOKENS = 800;

/**
 * Cuts a document along its structure. Every character that is not white space is in some chunk's content or heading
 * path; a chunk never spans two sections.
 */
export function chunkDocument(blocks: readonly Block[]): Chunk[] {
  return splitSections(blocks).flatMap(chunkSection);
}

interface Section {
  headingPath: string[];
  heading: Block | null;
  blocks: Block[];
}

function splitSections(blocks: readonly Block[]): Section[] {
  let current: Section = { headingPath: [], heading: null, blocks: [] };
  const sections = [current];
  const open: { depth: number; title: string }[] = [];
  for (const block of blocks) {
    if (block.kind !== "heading") {
      current.blocks.push(block);
      continue;
    }
    const depth = block.depth ?? 1;
    while ((open.at(-1)?.depth ?? 0) >= depth) open.pop();
    open.push({ depth, title: block.title || block.text.trim() });
    current = { headingPath: open.map(({ title }) => title), heading: block, blocks: [] };
    sections.push(current);
  }
  return sections;
}

function chunkSection({ headingPath, heading, blocks }: Section, index: number, all: Section[]): Chunk[] {
  if (blocks.length === 0) {
    // A heading that only opens deeper ones is in their path; one that opens nothing is kept as a text of its own.
    const next = all[index + 1];
    const isOpener = next !== undefined && next.headingPath.length > headingPath.length;
    return heading === null || isOpener ? [] : [toChunk(heading.text.trim(), headingPath)];
  }
  const pieces = blocks.flatMap((block) =>
    splitBlock(block, block.kind === "list" || block.kind === "table" ? WHOLE_TOKENS : LIMIT_TOKENS),
  );
  return joinSmall(pieces).map((content) => toChunk(content, headingPath));
}

function joinSmall(pieces: readonly string[]): string[] {
  const joined: string[] = [];
  let size = 0;
  for (const piece of pieces) {
    const tokens = estimateTokens(piece);
    const last = joined.length - 1;
    if (last >= 0 && size + tokens <= TARGET_TOKENS) {
      joined[last] += `\n\n${piece}`;
      size += tokens;
    } else {
      joined.push(piece);
      size = tokens;
    }
  }
  return joined;
}

function toChunk(content: string, headingPath: string[]): Chunk {
  return { content, headingPath, tokenCount: estimateTokens(content) };
}
