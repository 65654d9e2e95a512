import type { RichText } from "./rich-text.ts";
import { firstIndex } from "./split/first-index.ts";
import { fitLinks } from "./split/fit-links.ts";
import { type Cut, findCuts } from "./split/text-cuts.ts";
import { endOf, layOut, type Run, slice, startOf } from "./split/text-runs.ts";

/**
 * Cuts a text into parts that each fit, without breaking a link, a mention, a surrogate pair or a grapheme.
 * `size` measures a part in the platform's own unit, as it will be rendered; it must not shrink when text is added.
 *
 * A part ends, by preference, between blocks, between list items, after a sentence or line, between words, between
 * graphemes. The first three are taken only where they use at least half of the room: some platforms budget messages
 * (微信客服: five), so a short first paragraph does not become a message of its own. Formatting goes on in the next
 * part, numbered lists go on counting, white space at a cut is dropped, and everything else is kept once, in order.
 *
 * What cannot fit whole is cut smaller: a link becomes its label and its url, a url or mention becomes plain text, a
 * grapheme its code points. A single code point larger than `max` is a part of its own and the only kind that exceeds it.
 * Always returns at least one part; text of nothing but white space that does not fit becomes one empty part.
 */
export function splitRichText(content: RichText, size: (part: RichText) => number, max: number): RichText[] {
  if (size(content) <= max) return [content];
  const runs = layOut(fitLinks(content, (part) => size(part) <= max));
  const nextCut = createCutter(runs, (from, to) => size(slice(runs, from, to)) <= max);
  const parts: RichText[] = [];
  for (let from = 0; from < endOf(runs); ) {
    const to = nextCut(from);
    const part = slice(runs, from, to);
    if (part.length > 0) parts.push(part);
    from = to;
  }
  return parts.length > 0 ? parts : [[]];
}

type Fits = (from: number, to: number) => boolean;

/** Answers, for a part that starts at `from`, where it ends: always after `from`. */
function createCutter(runs: Run[], fits: Fits): (from: number) => number {
  const known = new Map<Run, Cut[]>();
  const cutsOf = (run: Run) => {
    const cuts = known.get(run) ?? findCuts(run);
    known.set(run, cuts);
    return cuts;
  };
  return (from) => {
    const first = firstIndex(0, runs.length, (index) => startOf(runs, index + 1) > from);
    const whole = firstIndex(first, runs.length, (index) => !fits(from, startOf(runs, index + 1)));
    const broken = runs[whole];
    if (broken === undefined) return endOf(runs);
    const border = whole > first ? broken.start : from;
    const inside = fittingCuts(cutsOf(broken), border, (to) => fits(from, to));
    const limit = inside.at(-1)?.at ?? border;
    if (limit === from) return cutInsideGrapheme(broken, from, fits);
    const halfway = from + (limit - from) / 2;
    const wanted =
      lastBlockBorder(runs, first, whole, halfway) ??
      (border >= halfway && !endsWithHeading(runs, whole) ? border : undefined) ??
      inside.findLast((cut) => cut.rank === "sentence" && cut.at >= halfway)?.at ??
      inside.findLast((cut) => cut.rank !== "grapheme")?.at ??
      (border > from ? border : limit);
    return wanted === limit || fits(from, wanted) ? wanted : limit;
  };
}

/** The cuts after `border` up to which the part fits. */
function fittingCuts(cuts: Cut[], border: number, fits: (to: number) => boolean): Cut[] {
  const at = (index: number) => cuts[index]?.at ?? 0;
  const first = firstIndex(0, cuts.length, (index) => at(index) > border);
  return cuts.slice(
    first,
    firstIndex(first, cuts.length, (index) => !fits(at(index))),
  );
}

function lastBlockBorder(runs: Run[], first: number, whole: number, earliest: number): number | undefined {
  for (let index = whole; index > first; index -= 1) {
    const border = startOf(runs, index);
    if (border < earliest) return undefined;
    if (runs[index - 1]?.block !== runs[index]?.block && !endsWithHeading(runs, index)) return border;
  }
  return undefined;
}

/** A heading belongs to what follows: the end of one is no good place to cut. */
function endsWithHeading(runs: Run[], index: number): boolean {
  return runs[index - 1]?.block.type === "heading";
}

/** For a grapheme larger than a part: as many of its code points as fit, and at least one. */
function cutInsideGrapheme(run: Run, from: number, fits: Fits): number {
  const reach = firstIndex(from + 1, run.end + 1, (to) => !fits(from, to)) - 1;
  const atom = run.atoms.find(({ start, end }) => start < reach && reach < end);
  const to = atom !== undefined && atom.start >= from ? atom.start : reach;
  const splitsPair = (run.text.codePointAt(to - 1 - run.start) ?? 0) > 0xffff;
  const aligned = splitsPair ? to - 1 : to;
  if (aligned > from) return aligned;
  const firstAtom = run.atoms.find(({ start, end }) => start === from && end > from);
  if (firstAtom !== undefined) return firstAtom.end;
  return from + ((run.text.codePointAt(from - run.start) ?? 0) > 0xffff ? 2 : 1);
}
