import { estimateTokens } from "../text/estimate-tokens.ts";
import { splitSentences } from "../text/split-sentences.ts";
import type { Block } from "./parse-blocks.ts";

/**
 * Cuts a block that is over the limit at its own joints: sentences, items, rows (each piece with the table's head),
 * lines.
 */
export function splitBlock(block: Block, maxTokens: number): string[] {
  if (estimateTokens(block.text) <= maxTokens) return [block.text];
  switch (block.kind) {
    case "table":
      return splitTable(block.text, maxTokens);
    case "list":
      // A new item starts a line without indentation; its inner lines stay with it.
      return pack(block.text.split(/\n(?=\S)/), "\n", maxTokens);
    case "code":
      return pack(block.text.split("\n"), "\n", maxTokens);
    default:
      return pack(splitSentences(block.text), "", maxTokens);
  }
}

function splitTable(text: string, maxTokens: number): string[] {
  const [head = "", rule = "", ...rows] = text.split("\n");
  const header = `${head}\n${rule}`;
  return pack(rows, "\n", Math.max(maxTokens - estimateTokens(header), 50)).map((part) => `${header}\n${part}`);
}

/** Fills pieces up to the limit; a part over the limit by itself is cut between words or characters. */
function pack(parts: readonly string[], separator: string, maxTokens: number): string[] {
  const pieces: string[] = [];
  let size = 0;
  for (const part of parts.flatMap((each) => cutLong(each, maxTokens))) {
    const tokens = estimateTokens(part);
    const last = pieces.length - 1;
    if (last >= 0 && size + tokens <= maxTokens) {
      pieces[last] += `${separator}${part}`;
      size += tokens;
    } else {
      pieces.push(part);
      size = tokens;
    }
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== "");
}

function cutLong(part: string, maxTokens: number): string[] {
  if (estimateTokens(part) <= maxTokens) return [part];
  const pieces: string[] = [];
  let piece = "";
  let size = 0;
  for (const unit of part.match(/[\p{Script=Latin}\p{N}]{1,40}|\P{Script=Latin}/gu) ?? []) {
    const tokens = estimateTokens(unit);
    if (size + tokens > maxTokens) {
      pieces.push(piece);
      piece = "";
      size = 0;
    }
    piece += unit;
    size += tokens;
  }
  return [...pieces, piece];
}
