import type { BlockKind, ChunkMetadata } from "../entries.ts";
import { estimateTokens } from "../text/estimate-tokens.ts";
import type { Block } from "./parse-blocks.ts";
import { splitBlock } from "./split-block.ts";

export interface Chunk {
  content: string;
  /** Titles of the headings above, outermost first. */
  headingPath: string[];
  tokenCount: number;
  /** The page it stands on; null where the format has none. */
  page: number | null;
  metadata: ChunkMetadata;
}

// A chunk is what one answer can be read from. Short chunks of one section are joined up to the target; a block over the
// limit is cut at its own joints. Lists and tables may be longer before they are cut, since half of one misleads.
const TARGET_TOKENS = 300;
const LIMIT_TOKENS = 400;
const WHOLE_TOKENS = 800;

/**
 * Cuts a document along its structure. Every character that is not white space is in some chunk's content or heading
 * path; a chunk never spans two sections or pages.
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
    return heading === null || isOpener
      ? []
      : [toChunk({ text: heading.text.trim(), page: heading.page, kinds: ["heading"] }, headingPath)];
  }
  return joinSmall(blocks.flatMap(piecesOf)).map((piece) => toChunk(piece, headingPath));
}

interface Piece {
  text: string;
  page: number | undefined;
  kinds: BlockKind[];
  part?: { number: number; of: number };
}

function piecesOf(block: Block): Piece[] {
  const { kind, page } = block;
  const texts = splitBlock(block, kind === "list" || kind === "table" ? WHOLE_TOKENS : LIMIT_TOKENS);
  return texts.map((text, index) => ({
    text,
    page,
    kinds: [kind],
    ...(texts.length > 1 ? { part: { number: index + 1, of: texts.length } } : {}),
  }));
}

function joinSmall(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  let size = 0;
  for (const piece of pieces) {
    const tokens = estimateTokens(piece.text);
    const last = joined.at(-1);
    if (last && last.page === piece.page && size + tokens <= TARGET_TOKENS) {
      last.text += `\n\n${piece.text}`;
      last.kinds = [...new Set([...last.kinds, ...piece.kinds])];
      if (piece.part) last.part ??= piece.part;
      size += tokens;
    } else {
      joined.push({ ...piece });
      size = tokens;
    }
  }
  return joined;
}

function toChunk({ text, page, kinds, part }: Piece, headingPath: string[]): Chunk {
  return {
    content: text,
    headingPath,
    tokenCount: estimateTokens(text),
    page: page ?? null,
    metadata: { kinds, ...(part ? { part } : {}) },
  };
}
