/** Sums by text while a query is worked on; the arrays are used again for the next. */
export type Scores = ReturnType<typeof createScores>;

/** Room for the scores of so many texts. */
export function createScores(room: number) {
  let sums = new Float64Array(room);
  // A bit for each different term of the query.
  let found = new Uint32Array(room);
  let stride = 1;
  let touched = new Uint32Array(room);
  let count = 0;

  function clear(): void {
    for (let place = 0; place < count; place++) {
      const text = touched[place] ?? 0;
      sums[text] = 0;
      found.fill(0, text * stride, (text + 1) * stride);
    }
    count = 0;
  }

  return {
    /** Forgets the query before, and makes room. */
    begin(texts: number, terms: number): void {
      clear();
      if (texts > sums.length) {
        sums = new Float64Array(texts * 1.5);
        touched = new Uint32Array(sums.length);
        found = new Uint32Array(0);
      }
      const needed = Math.max(1, Math.ceil(terms / 32));
      if (needed === stride && found.length >= sums.length * needed) return;
      stride = needed;
      found = new Uint32Array(sums.length * stride);
    },
    add(text: number, score: number, term: number): void {
      if (sums[text] === 0) touched[count++] = text;
      sums[text] = (sums[text] ?? 0) + score;
      const place = text * stride + (term >> 5);
      found[place] = (found[place] ?? 0) | (1 << (term & 31));
    },
    /** Every text that got something, in the order in which it first did. */
    each(visit: (text: number, sum: number, terms: number) => void): void {
      for (let place = 0; place < count; place++) {
        const text = touched[place] ?? 0;
        let terms = 0;
        for (let word = 0; word < stride; word++) terms += bits(found[text * stride + word] ?? 0);
        visit(text, sums[text] ?? 0, terms);
      }
    },
  };
}

/** The best texts by sum times number of terms; among equals the one that was found first. */
export function bestTexts(scores: Scores, limit: number): { text: number; score: number }[] {
  const best: { text: number; score: number }[] = [];
  let least = 0;
  scores.each((text, sum, terms) => {
    const score = sum * terms;
    if (best.length >= limit && score <= least) return;
    let place = best.length;
    while (place > 0 && (best[place - 1]?.score ?? 0) < score) place--;
    best.splice(place, 0, { text, score });
    if (best.length > limit) best.pop();
    least = best[best.length - 1]?.score ?? 0;
  });
  return best;
}

function bits(value: number): number {
  let left = value - ((value >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
