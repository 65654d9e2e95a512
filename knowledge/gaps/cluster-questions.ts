import { lazily } from "../../infra/lazily.ts";
import type { Embedder } from "../ports/embedder.ts";
import { createTextSimilarity } from "../rerank/text-similarity.ts";
import { type Profile, profileOf } from "../retrieve/profile.ts";

/** A question that somebody asked; `id` is the caller's. */
export interface AskedQuestion {
  id: string;
  text: string;
  language: string | null;
}

/** Questions that ask the same: the first stands for the others. */
export interface QuestionCluster {
  /** Different wordings, the most frequent first. */
  texts: string[];
  language: string | null;
  /** Of everybody who asked, in order. */
  ids: string[];
}

/** More than a person reads of a week; what comes after is left out. */
export const MAX_CLUSTERED = 2_000;

// Tried on wordings of broker questions in both languages: what asks the same is above, what only shares words below.
const SAME = { withMeaning: 0.53, byWords: 0.42 };
/** Below this nearness of meaning nothing else makes two questions the same. */
const LEAST_MEANING = 0.4;
const MEANING_SHARE = 0.6;
/** Questions compared at a stretch: customers are answered in between. */
const AT_A_STRETCH = 25;

// Questions about the two sides of one thing are worded alike and answered differently. As `tokenize` writes them.
const opposites = lazily(() =>
  [
    ["充值 入金 deposit deposits depositing", "提现 出金 withdraw withdrawal withdrawals withdrawing"],
    ["开通 open opening", "关闭 注销 close closing"],
    ["买入 买 buy buying", "卖出 卖 sell selling"],
    ["最低 最小 minimum lowest", "最高 最大 maximum highest"],
  ].map((sides) => sides.map((side) => new Set(side.split(" ").flatMap((word) => profileOf(word).words)))),
);

interface Wording {
  text: string;
  language: string | null;
  ids: string[];
  profile: Profile;
}

/**
 * Puts questions that ask the same together: each wording, the most frequent first, joins the cluster whose first wording
 * is most like it, or begins one. The same questions give the same clusters in whatever order they come. Without an
 * embedder, words alone are compared.
 */
export async function clusterQuestions(
  questions: readonly AskedQuestion[],
  embedder: Embedder | null,
): Promise<QuestionCluster[]> {
  const wordings = wordingsOf(questions);
  const similarity = embedder ? await createTextSimilarity(embedder) : null;
  await similarity?.embed(wordings.map(({ text }) => text));
  const likeness = (a: Wording, b: Wording) => alike(a, b, similarity);
  const clusters: Wording[][] = [];
  for (const [index, wording] of wordings.entries()) {
    if (index % AT_A_STRETCH === 0) await new Promise((resolve) => setImmediate(resolve));
    const nearest = nearestOf(wording, clusters, likeness);
    if (nearest) nearest.push(wording);
    else clusters.push([wording]);
  }
  return clusters.map(toCluster).sort(byFrequency);
}

function wordingsOf(questions: readonly AskedQuestion[]): Wording[] {
  const byText = new Map<string, AskedQuestion[]>();
  for (const question of [...questions].sort((a, b) => compare(a.id, b.id)).slice(0, MAX_CLUSTERED)) {
    const key = `${question.language} ${folded(question.text)}`;
    byText.set(key, [...(byText.get(key) ?? []), question]);
  }
  return [...byText.values()]
    .map((asked) => {
      const text = asked.map((one) => one.text).sort(compare)[0] ?? "";
      return { text, language: asked[0]?.language ?? null, ids: asked.map(({ id }) => id), profile: profileOf(text) };
    })
    .sort((a, b) => b.ids.length - a.ids.length || compare(a.text, b.text) || compare(a.ids[0], b.ids[0]));
}

function folded(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s\p{P}]+/gu, " ")
    .trim();
}

function nearestOf(
  wording: Wording,
  clusters: Wording[][],
  likeness: (a: Wording, b: Wording) => number,
): Wording[] | null {
  let best: Wording[] | null = null;
  let most = 0;
  for (const cluster of clusters) {
    const [first] = cluster;
    const found = first && first.language === wording.language ? likeness(first, wording) : 0;
    if (found > most) [best, most] = [cluster, found];
  }
  return best;
}

/** 0 where they do not ask the same, else how alike they are. */
function alike(a: Wording, b: Wording, similarity: Awaited<ReturnType<typeof createTextSimilarity>> | null): number {
  const meaning = similarity ? similarity.of(a.text, b.text) : null;
  if (meaning !== null && meaning < LEAST_MEANING) return 0;
  if (areOpposite(a.profile, b.profile)) return 0;
  const words = (shared(a.profile.wordSet, b.profile.wordSet) + shared(a.profile.grams, b.profile.grams)) / 2;
  const score = meaning === null ? words : MEANING_SHARE * meaning + (1 - MEANING_SHARE) * words;
  return score >= (meaning === null ? SAME.byWords : SAME.withMeaning) ? score : 0;
}

function areOpposite(a: Profile, b: Profile): boolean {
  return opposites().some(([one, other]) => {
    const sides = (profile: Profile) => [holds(profile, one), holds(profile, other)];
    const [left, right] = [sides(a), sides(b)];
    return left[0] !== left[1] && right[0] !== right[1] && left[0] !== right[0];
  });
}

function holds({ wordSet }: Profile, words: ReadonlySet<string> = new Set()): boolean {
  return [...words].some((word) => wordSet.has(word));
}

/** Twice what two sets share, of all they have. */
function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0;
  let both = 0;
  for (const term of a) if (b.has(term)) both++;
  return (2 * both) / (a.size + b.size);
}

function toCluster(wordings: readonly Wording[]): QuestionCluster {
  return {
    texts: wordings.map(({ text }) => text),
    language: wordings[0]?.language ?? null,
    ids: wordings.flatMap(({ ids }) => ids).sort(compare),
  };
}

function byFrequency(a: QuestionCluster, b: QuestionCluster): number {
  return b.ids.length - a.ids.length || compare(a.texts[0], b.texts[0]) || compare(a.ids[0], b.ids[0]);
}

function compare(a = "", b = ""): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
