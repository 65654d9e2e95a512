/** Which texts a term stands in, and how often: texts in rising order, a term's texts one after the other. */
export interface Postings {
  /** Of each slot, where its texts begin; one longer than there are slots. */
  starts: Uint32Array;
  texts: Uint32Array;
  /** At most 255: by then another one no longer counts. */
  counts: Uint8Array;
}

export const noPostings = (): Postings => ({
  starts: new Uint32Array(1),
  texts: new Uint32Array(0),
  counts: new Uint8Array(0),
});

/** What came since the postings were packed: text and count in turn, by slot. */
export type RecentPostings = Map<number, number[]>;

/** How many texts a slot has among the packed; a slot may be newer than those. */
export function packedCount(slot: number, { starts }: Postings): number {
  return slot + 1 < starts.length ? (starts[slot + 1] ?? 0) - (starts[slot] ?? 0) : 0;
}

/** How many texts a slot has, those that are gone included. */
export function postingCount(slot: number, packed: Postings, recent: RecentPostings): number {
  return packedCount(slot, packed) + (recent.get(slot)?.length ?? 0) / 2;
}

/** How often a slot stands in one text; 0 where it does not. */
export function countOf(slot: number, text: number, packed: Postings, recent: RecentPostings): number {
  const start = packed.starts[slot] ?? 0;
  const end = start + packedCount(slot, packed);
  const place = placeOf(text, packed.texts, start, end);
  if (place < end && packed.texts[place] === text) return packed.counts[place] ?? 0;
  return recentCountOf(recent.get(slot) ?? [], text);
}

/** Visits those of the texts, which are in rising order, that a slot stands in: each is looked for from the last one on. */
export function eachAmong(
  slot: number,
  among: Uint32Array,
  packed: Postings,
  recent: RecentPostings,
  visit: (place: number, count: number) => void,
): void {
  const { texts, counts, starts } = packed;
  const end = (starts[slot] ?? 0) + packedCount(slot, packed);
  const later = recent.get(slot);
  let at = starts[slot] ?? 0;
  for (let place = 0; place < among.length; place++) {
    const text = among[place] as number;
    let step = 1;
    while (at + step < end && (texts[at + step] as number) < text) {
      at += step;
      step *= 2;
    }
    at = placeOf(text, texts, at, Math.min(end, at + step + 1));
    if (at < end && texts[at] === text) visit(place, counts[at] as number);
    else if (later) {
      const count = recentCountOf(later, text);
      if (count > 0) visit(place, count);
    }
  }
}

/** Of the first text that is not before `text`. */
function placeOf(text: number, texts: Uint32Array, start: number, end: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((texts[middle] as number) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

function recentCountOf(later: readonly number[], text: number): number {
  let low = 0;
  let high = later.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((later[middle * 2] ?? 0) < text) low = middle + 1;
    else high = middle;
  }
  return later[low * 2] === text ? (later[low * 2 + 1] ?? 0) : 0;
}

/** One term's postings, wherever they are. */
export function eachPosting(
  slot: number,
  packed: Postings,
  recent: RecentPostings,
  visit: (text: number, count: number) => void,
): void {
  const start = packed.starts[slot] ?? 0;
  const end = start + packedCount(slot, packed);
  for (let place = start; place < end; place++) {
    visit(packed.texts[place] ?? 0, packed.counts[place] ?? 0);
  }
  const later = recent.get(slot) ?? [];
  for (let place = 0; place < later.length; place += 2) visit(later[place] ?? 0, later[place + 1] ?? 0);
}

/** Packs all into one, with texts under their new numbers; `renumbered` gives -1 for those that are gone. */
export function packPostings(
  packed: Postings,
  recent: RecentPostings,
  slots: number,
  renumbered: Int32Array,
): Postings {
  const starts = new Uint32Array(slots + 1);
  let most = packed.texts.length;
  for (const later of recent.values()) most += later.length / 2;
  const texts = new Uint32Array(most);
  const counts = new Uint8Array(most);
  let length = 0;
  for (let slot = 0; slot < slots; slot++) {
    starts[slot] = length;
    eachPosting(slot, packed, recent, (text, count) => {
      const number = renumbered[text] ?? -1;
      if (number < 0) return;
      texts[length] = number;
      counts[length++] = count;
    });
  }
  starts[slots] = length;
  return { starts, texts: texts.slice(0, length), counts: counts.slice(0, length) };
}

/** Everything that a word index is made of. */
export interface WordIndexState {
  terms: string[];
  ids: string[];
  /** Different terms of each text, field by field. */
  lengths: Uint16Array;
  postings: Postings;
}
