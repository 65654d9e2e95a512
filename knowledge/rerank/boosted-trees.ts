/** A row of numbers, one per feature, in the order of the model's feature names. */
export type FeatureRow = ArrayLike<number>;

/** A tree as flat lists: a node with a negative feature is a leaf and holds its value in `threshold`. */
export interface Tree {
  feature: number[];
  threshold: number[];
  left: number[];
  right: number[];
}

/** Plain JSON. `base` and the leaves are log-odds. */
export interface BoostedTrees {
  base: number;
  trees: Tree[];
}

export interface BoostingOptions {
  /** Rounds; 150 by default. */
  trees?: number;
  /** Of each tree; 4 by default. */
  depth?: number;
  /** 0.1 by default. */
  learningRate?: number;
  /** Least sum of second derivatives in a leaf (about four rows each); 5 by default. */
  leastWeight?: number;
  /** Ridge on leaf values; 1 by default. */
  ridge?: number;
  /** How much each row counts; 1 by default. */
  weights?: ArrayLike<number>;
}

const BINS = 64;

/** The model's probability of the positive label, 0…1. */
export function predict(model: BoostedTrees, row: FeatureRow): number {
  return sigmoid(logOdds(model, row));
}

/** The sum of the trees, before it is squeezed into 0…1. */
export function logOdds(model: BoostedTrees, row: FeatureRow): number {
  let sum = model.base;
  for (const tree of model.trees) sum += leafOf(tree, row);
  return sum;
}

function leafOf({ feature, threshold, left, right }: Tree, row: FeatureRow): number {
  let node = 0;
  let tested = feature[0] ?? -1;
  while (tested >= 0) {
    node = ((row[tested] ?? 0) <= (threshold[node] ?? 0) ? left[node] : right[node]) ?? 0;
    tested = feature[node] ?? -1;
  }
  return threshold[node] ?? 0;
}

/**
 * Gradient boosting of regression trees on the logistic loss with second derivatives, over histograms of each feature
 * (Friedman 2001; Chen and Guestrin 2016). Deterministic: it draws nothing by chance.
 *
 * @param rows all of one length, without NaN
 * @param labels 1 or 0 for each row
 * @throws RangeError without rows, or when both lists differ in length
 */
export function fitBoostedTrees(
  rows: readonly FeatureRow[],
  labels: ArrayLike<number>,
  options: BoostingOptions = {},
): BoostedTrees {
  if (rows.length === 0 || rows.length !== labels.length) throw new RangeError("One label per row, at least one row");
  const { trees: rounds = 150 } = options;
  const data = binRows(rows);
  const weights = Float64Array.from(rows, (_, row) => options.weights?.[row] ?? 1);
  const base = logit(mean(labels, weights));
  const scores = new Float64Array(rows.length).fill(base);
  const gradients = new Float64Array(rows.length);
  const curvatures = new Float64Array(rows.length);
  const trees: Tree[] = [];
  for (let round = 0; round < rounds; round++) {
    for (let row = 0; row < rows.length; row++) {
      const probability = sigmoid(scores[row] ?? 0);
      const weight = weights[row] ?? 1;
      gradients[row] = weight * (probability - (labels[row] ?? 0));
      curvatures[row] = weight * Math.max(1e-6, probability * (1 - probability));
    }
    trees.push(growTree(data, { gradients, curvatures, scores }, options));
  }
  return { base, trees };
}

interface BinnedRows {
  rows: number;
  features: number;
  /** Bin of each feature (outer) and row (inner). */
  bins: Uint8Array[];
  /** Upper edge of each bin, by feature. */
  edges: number[][];
}

function binRows(rows: readonly FeatureRow[]): BinnedRows {
  const features = rows[0]?.length ?? 0;
  const edges: number[][] = [];
  const bins: Uint8Array[] = [];
  for (let feature = 0; feature < features; feature++) {
    const values = Float64Array.from(rows, (row) => row[feature] ?? 0);
    const own = edgesOf(values);
    edges.push(own);
    bins.push(Uint8Array.from(values, (value) => binOf(own, value)));
  }
  return { rows: rows.length, features, bins, edges };
}

/** Quantiles, each once; the last bin has no upper edge. */
function edgesOf(values: Float64Array): number[] {
  const sorted = values.slice().sort();
  const edges: number[] = [];
  for (let cut = 1; cut < BINS; cut++) {
    const edge = sorted[Math.floor((cut * sorted.length) / BINS)] ?? 0;
    if (edge > (edges.at(-1) ?? Number.NEGATIVE_INFINITY) && edge < (sorted.at(-1) ?? 0)) edges.push(edge);
  }
  return edges;
}

function binOf(edges: readonly number[], value: number): number {
  let from = 0;
  let to = edges.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (value <= (edges[middle] ?? 0)) to = middle;
    else from = middle + 1;
  }
  return from;
}

interface Descent {
  gradients: Float64Array;
  curvatures: Float64Array;
  /** Brought up to date with what the new tree says. */
  scores: Float64Array;
}

interface Split {
  feature: number;
  bin: number;
  gain: number;
}

function growTree(data: BinnedRows, descent: Descent, options: BoostingOptions): Tree {
  const { depth = 4, learningRate = 0.1, ridge = 1 } = options;
  const tree: Tree = { feature: [], threshold: [], left: [], right: [] };
  const grow = (members: Int32Array, level: number): number => {
    const node = tree.feature.length;
    tree.feature.push(-1);
    tree.threshold.push(0);
    tree.left.push(0);
    tree.right.push(0);
    const split = level < depth ? bestSplit(data, descent, members, options) : null;
    if (!split) {
      const value = leafValue(descent, members, ridge) * learningRate;
      tree.threshold[node] = value;
      for (const row of members) descent.scores[row] = (descent.scores[row] ?? 0) + value;
      return node;
    }
    const bins = data.bins[split.feature] ?? new Uint8Array();
    tree.feature[node] = split.feature;
    tree.threshold[node] = data.edges[split.feature]?.[split.bin] ?? 0;
    tree.left[node] = grow(
      members.filter((row) => (bins[row] ?? 0) <= split.bin),
      level + 1,
    );
    tree.right[node] = grow(
      members.filter((row) => (bins[row] ?? 0) > split.bin),
      level + 1,
    );
    return node;
  };
  grow(
    Int32Array.from({ length: data.rows }, (_, row) => row),
    0,
  );
  return tree;
}

function leafValue({ gradients, curvatures }: Descent, members: Int32Array, ridge: number): number {
  let gradient = 0;
  let curvature = 0;
  for (const row of members) {
    gradient += gradients[row] ?? 0;
    curvature += curvatures[row] ?? 0;
  }
  return -gradient / (curvature + ridge);
}

function bestSplit(
  data: BinnedRows,
  { gradients, curvatures }: Descent,
  members: Int32Array,
  { leastWeight = 5, ridge = 1 }: BoostingOptions,
): Split | null {
  let gradient = 0;
  let curvature = 0;
  for (const row of members) {
    gradient += gradients[row] ?? 0;
    curvature += curvatures[row] ?? 0;
  }
  if (curvature < 2 * leastWeight) return null;
  const own = (gradient * gradient) / (curvature + ridge);
  let best: Split | null = null;
  const sums = new Float64Array(2 * BINS);
  for (let feature = 0; feature < data.features; feature++) {
    const last = data.edges[feature]?.length ?? 0;
    if (last === 0) continue;
    const bins = data.bins[feature] ?? new Uint8Array();
    sums.fill(0);
    for (let index = 0; index < members.length; index++) {
      const row = members[index] as number;
      const place = 2 * (bins[row] as number);
      sums[place] = (sums[place] as number) + (gradients[row] as number);
      sums[place + 1] = (sums[place + 1] as number) + (curvatures[row] as number);
    }
    let leftGradient = 0;
    let leftCurvature = 0;
    for (let bin = 0; bin < last; bin++) {
      leftGradient += sums[2 * bin] ?? 0;
      leftCurvature += sums[2 * bin + 1] ?? 0;
      const rightCurvature = curvature - leftCurvature;
      if (leftCurvature < leastWeight) continue;
      if (rightCurvature < leastWeight) break;
      const rightGradient = gradient - leftGradient;
      const gain =
        (leftGradient * leftGradient) / (leftCurvature + ridge) +
        (rightGradient * rightGradient) / (rightCurvature + ridge) -
        own;
      if (gain > (best?.gain ?? 1e-6)) best = { feature, bin, gain };
    }
  }
  return best;
}

function mean(labels: ArrayLike<number>, weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < labels.length; row++) {
    sum += (labels[row] ?? 0) * (weights[row] ?? 1);
    total += weights[row] ?? 1;
  }
  return Math.min(0.999, Math.max(0.001, sum / total));
}

function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
