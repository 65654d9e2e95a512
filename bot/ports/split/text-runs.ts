import type { Block, Inline, RichText } from "../rich-text.ts";
import { firstIndex } from "./first-index.ts";

/**
 * A text tree laid out on one line, so that a place in it is a number. A run is a paragraph, heading, quote, code block
 * or list item; it takes one position for each UTF-16 unit of its text and one for each mention. Between two runs lies
 * one position more: a part that ends between them ends where the later one starts.
 */
export interface Run {
  start: number;
  end: number;
  /** The text without formatting; a mention is one U+FFFC. */
  text: string;
  /** Stretches that must stay whole: links. */
  atoms: { start: number; end: number }[];
  block: Block;
  /** Index of the list item; 0 elsewhere. */
  item: number;
  leaves: Leaf[];
}

type Span = Extract<Inline, { type: "bold" | "italic" | "link" }>;

interface Leaf {
  start: number;
  end: number;
  node: Exclude<Inline, Span>;
  /** The formatting around it, outermost first. Neighbours in one span share the object. */
  spans: Span[];
}

const MENTION = "\uFFFC";

/** Where a run starts; for the one after the last, where everything ends. */
export function startOf(runs: Run[], index: number): number {
  return runs[index]?.start ?? endOf(runs);
}

export function endOf(runs: Run[]): number {
  return (runs.at(-1)?.end ?? -1) + 1;
}

export function layOut(content: RichText): Run[] {
  const runs: Run[] = [];
  for (const block of content) {
    const items: Inline[][] =
      block.type === "list"
        ? block.items
        : [block.type === "code" ? [{ type: "text", text: block.text }] : block.children];
    for (const [item, inlines] of items.entries()) {
      runs.push(createRun(block, item, inlines, endOf(runs)));
    }
  }
  return runs;
}

function createRun(block: Block, item: number, inlines: Inline[], start: number): Run {
  const run: Run = { start, end: start, text: "", atoms: [], block, item, leaves: [] };
  const texts: string[] = [];
  const add = (children: Inline[], spans: Span[]) => {
    for (const child of children) {
      if (child.type === "bold" || child.type === "italic" || child.type === "link") {
        const before = run.end;
        add(child.children, [...spans, { ...child }]);
        if (child.type === "link") run.atoms.push({ start: before, end: run.end });
        continue;
      }
      const text = child.type === "mention" ? MENTION : child.text;
      texts.push(text);
      run.leaves.push({ start: run.end, end: run.end + text.length, node: child, spans });
      run.end += text.length;
    }
  };
  add(inlines, []);
  run.text = texts.join("");
  return run;
}

/**
 * The tree of what lies in `[from, to)`. A list item that began in an earlier part goes on as a paragraph, without a
 * second marker. White space beside a cut inside a run is dropped; of a code block only the line break.
 */
export function slice(runs: Run[], from: number, to: number): RichText {
  const blocks: RichText = [];
  let list: { source: Block; items: Inline[][] } | undefined;
  for (let index = firstIndex(0, runs.length, (at) => (runs[at]?.end ?? 0) >= from); index < runs.length; index += 1) {
    const run = runs[index];
    if (run === undefined || run.start >= to) break;
    const { block } = run;
    const range = trimCut(run, from, to);
    const isCut = from > run.start || to < run.end;
    if (isCut && range.start >= range.end) continue;
    if (block.type === "code") {
      blocks.push({ type: "code", text: run.text.slice(range.start - run.start, range.end - run.start) });
      continue;
    }
    const children = nest(clip(run, range), 0);
    if (block.type !== "list") {
      blocks.push({ ...block, children });
    } else if (from > run.start) {
      blocks.push({ type: "paragraph", children });
    } else if (list?.source === block) {
      list.items.push(children);
    } else {
      list = { source: block, items: [children] };
      const start = (block.start ?? 1) + run.item;
      blocks.push({ type: "list", ordered: block.ordered, items: list.items, ...(start === 1 ? {} : { start }) });
    }
  }
  return blocks;
}

interface Range {
  start: number;
  end: number;
}

function trimCut(run: Run, from: number, to: number): Range {
  const { text, block } = run;
  const isSpace = (index: number) => (block.type === "code" ? text[index] === "\n" : /\s/.test(text[index] ?? ""));
  const atMost = block.type === "code" ? 1 : Number.POSITIVE_INFINITY;
  let start = Math.max(from - run.start, 0);
  let end = Math.min(to, run.end) - run.start;
  if (to < run.end) for (let count = 0; end > start && count < atMost && isSpace(end - 1); count += 1) end -= 1;
  if (from > run.start && block.type !== "code") while (start < end && isSpace(start)) start += 1;
  return { start: start + run.start, end: end + run.start };
}

function clip(run: Run, range: Range): Leaf[] {
  const leaves: Leaf[] = [];
  const first = firstIndex(0, run.leaves.length, (at) => (run.leaves[at]?.end ?? 0) > range.start);
  for (let index = first; index < run.leaves.length; index += 1) {
    const leaf = run.leaves[index];
    if (leaf === undefined || leaf.start >= range.end) break;
    const { node, spans } = leaf;
    const start = Math.max(leaf.start, range.start);
    const end = Math.min(leaf.end, range.end);
    if (node.type === "mention") leaves.push(leaf);
    else if (end > start) {
      const text = node.text.slice(start - leaf.start, end - leaf.start);
      leaves.push({ start, end, spans, node: { type: node.type, text } });
    }
  }
  return leaves;
}

/** Leaves back into a tree: neighbours that share a span become its children. */
function nest(leaves: Leaf[], depth: number): Inline[] {
  const inlines: Inline[] = [];
  for (let index = 0; index < leaves.length; ) {
    const leaf = leaves[index];
    const span = leaf?.spans[depth];
    if (leaf === undefined || span === undefined) {
      if (leaf !== undefined) inlines.push(leaf.node);
      index += 1;
      continue;
    }
    let next = index + 1;
    while (leaves[next]?.spans[depth] === span) next += 1;
    inlines.push({ ...span, children: nest(leaves.slice(index, next), depth + 1) });
    index = next;
  }
  return inlines;
}
