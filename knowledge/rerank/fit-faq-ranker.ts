import { createRandom } from "../classify/learn/random.ts";
import { createTermStatistics } from "../retrieve/term-statistics.ts";
import { fitBoostedTrees, logOdds } from "./boosted-trees.ts";
import { fitCalibration } from "./calibration.ts";
import {
  calibrationRow,
  createFaqRanker,
  createTextReader,
  type FaqRanker,
  featuresOf,
  likeness,
  type RankerModel,
  type ReadText,
  rankerFeatures,
  scoreOf,
} from "./faq-ranker.ts";
import { fitListWeights } from "./list-weights.ts";
import { type PairQuery, type PairStatistics, preparePairQuery } from "./pair-features.ts";
import type { QuestionPair } from "./read-pairs.ts";
import { type FeaturePair, fitWordingVectors, type WordingVectors } from "./wording-vectors.ts";

export interface FitOptions {
  /** How alike two texts are by the embedder's vectors, 0…1; asked only of the texts given to `embed` before. */
  similarity: { embed(texts: readonly string[]): Promise<void>; of(a: string, b: string): number };
  onProgress?: (done: number, total: number) => void;
}

/** Every fourth pair is kept from the vectors, so that the rest learns what they are worth on texts they do not know. */
const KEPT_BACK = 4;
const SEEDS = [1, 2, 3];
/** Candidates of a list: the nearest of so many drawn by chance. */
const DRAWN = 400;
const NEAREST = 25;
const MOST_LISTS = 2_000;

/**
 * Learns from pairs of questions which FAQ a question means, in four steps: vectors of words from three quarters of the
 * pairs; trees over all features from half of the rest; from the other half, weights that put a question's counterpart
 * above what lies near it, and how sure one may be then (with and without the counterpart among the candidates).
 * The vectors are then learnt once more from all pairs. Deterministic; memory grows with the words of the pairs.
 */
export async function fitFaqRanker(
  pairs: readonly QuestionPair[],
  { similarity, onProgress }: FitOptions,
): Promise<FaqRanker> {
  const profileOf = createTextReader([]);
  const statistics = statisticsOf(pairs, profileOf);
  const featured = pairs.map(({ a, b, isSame }): FeaturePair => {
    return { a: featuresOf(profileOf(a).profile), b: featuresOf(profileOf(b).profile), isSame };
  });
  const progress = createProgress(onProgress, SEEDS.length + 2);
  const learn = async (seed: number, chosen: readonly FeaturePair[]) => {
    await breathe();
    return fitWordingVectors(chosen, { seed, weightOf: weightOf(statistics), onRound: progress.part });
  };
  const early = [
    await learn(
      SEEDS[0] ?? 1,
      featured.filter((_, place) => place % KEPT_BACK !== 0),
    ),
  ];
  progress.next();
  const held = pairs.filter((_, place) => place % KEPT_BACK === 0);
  await similarity.embed(held.flatMap(({ a, b }) => [a, b]));
  const learnt = learnWeights(held, { statistics, vectors: early, similarity });
  progress.next();
  const vectors: WordingVectors[] = [];
  for (const seed of SEEDS) {
    vectors.push(await learn(seed, featured));
    progress.next();
  }
  return createFaqRanker({ ...learnt, vectors });
}

interface Learning {
  statistics: PairStatistics;
  vectors: readonly WordingVectors[];
  similarity: FitOptions["similarity"];
}

function learnWeights(held: readonly QuestionPair[], learning: Learning): Omit<RankerModel, "vectors"> {
  const rowOf = createRowMaker(learning);
  const forTrees = held.filter((_, place) => place % 2 === 0);
  const forLists = held.filter((_, place) => place % 2 === 1);
  const trees = fitBoostedTrees(
    forTrees.map(({ a, b }) => rowOf(a, b)),
    forTrees.map(({ isSame }) => (isSame ? 1 : 0)),
    { trees: 120, depth: 4 },
  );
  const lists = drawLists(forLists, rowOf);
  const weights = fitListWeights(lists.map((list) => list.map((row) => [...row, logOdds(trees, row)])));
  return { trees, weights, calibration: calibrate(lists, { trees, weights }) };
}

/** Half of the lists lose their counterpart: then the best is wrong whatever it is. */
function calibrate(
  lists: readonly number[][][],
  model: Pick<RankerModel, "trees" | "weights">,
): RankerModel["calibration"] {
  const rows: number[][] = [];
  const isRight: boolean[] = [];
  lists.forEach((list, place) => {
    const isThere = place % 2 === 0;
    const scored = (isThere ? list : list.slice(1)).map((row) => scoreOf(model, row));
    const [best, second] = scored.toSorted((a, b) => b.score - a.score);
    if (!best) return;
    rows.push(calibrationRow(best.score, best.score - (second?.score ?? best.score), best.row));
    isRight.push(isThere && best === scored[0]);
  });
  return fitCalibration(rows, isRight);
}

/** For each pair that asks the same: its row, then those of the nearest of many other texts. */
function drawLists(pairs: readonly QuestionPair[], rowOf: (a: string, b: string) => number[]): number[][][] {
  const random = createRandom(7);
  const same = pairs.filter(({ isSame }) => isSame).slice(0, MOST_LISTS);
  const others = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
  const matterOf = createMatters(pairs);
  return same.map(({ a, b }) => {
    const drawn = new Set<string>();
    for (let draw = 0; draw < DRAWN; draw++) {
      const text = others[Math.floor(random() * others.length)] as string;
      if (matterOf(text) !== matterOf(a)) drawn.add(text);
    }
    const rows = Array.from(drawn, (text) => rowOf(a, text));
    const near = (row: readonly number[]) => row.slice(-2).reduce((sum, value) => sum + value, 0) + (row[3] ?? 0);
    return [rowOf(a, b), ...rows.sort((x, y) => near(y) - near(x)).slice(0, NEAREST)];
  });
}

/** Texts that pairs join, also by way of others, ask about one matter; it is named by one of them. */
function createMatters(pairs: readonly QuestionPair[]): (text: string) => string {
  const joined = new Map<string, string>();
  const matterOf = (text: string): string => {
    const next = joined.get(text);
    if (next === undefined) return text;
    const last = matterOf(next);
    joined.set(text, last);
    return last;
  };
  for (const { a, b, isSame } of pairs) {
    const [left, right] = [matterOf(a), matterOf(b)];
    if (isSame && left !== right) joined.set(left, right);
  }
  return matterOf;
}

function createRowMaker({ statistics, vectors, similarity }: Learning): (a: string, b: string) => number[] {
  const read = createTextReader(vectors);
  const prepared = new Map<string, PairQuery & Pick<ReadText, "vectors">>();
  const prepare = (text: string) => {
    const known = prepared.get(text);
    if (known) return known;
    const { profile, vectors: own } = read(text);
    const made = { ...preparePairQuery(profile, statistics), vectors: own };
    prepared.set(text, made);
    return made;
  };
  return (a, b) => {
    const left = prepare(a);
    const right = prepare(b);
    const learnt = likeness(left.vectors, right.vectors);
    return rankerFeatures(left, right, { vectorSimilarity: similarity.of(a, b), learnt });
  };
}

function statisticsOf(pairs: readonly QuestionPair[], read: (text: string) => ReadText): PairStatistics {
  const statistics = { words: createTermStatistics(), grams: createTermStatistics() };
  for (const text of new Set(pairs.flatMap(({ a, b }) => [a, b]))) {
    const { profile } = read(text);
    statistics.words.add(profile.wordSet);
    statistics.grams.add(profile.grams);
  }
  return statistics;
}

// Words speak most, then character pairs, single characters least.
function weightOf({ words, grams }: PairStatistics): (feature: string) => number {
  return (feature) => {
    if (feature.startsWith("g ")) return 0.17 * grams.weight(feature.slice(2));
    if (feature.startsWith("c ")) return 0.7;
    return 0.28 * words.weight(feature);
  };
}

function createProgress(onProgress: FitOptions["onProgress"], steps: number) {
  const whole = 100;
  let done = 0;
  return {
    part: (part: number, total: number) => onProgress?.(Math.round(((done + part / total) / steps) * whole), whole),
    next: () => onProgress?.(Math.round((++done / steps) * whole), whole),
  };
}

/** Lets timers and a progress bar have their turn between long computations. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
