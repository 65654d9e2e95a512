import type { Language } from "../../domain/language/language.ts";
import { type Entry, type EntryKind, type FaqEntry, searchTexts } from "../entries.ts";
import type { VectorHit } from "../ports/vector-store.ts";
import type { FaqRanker } from "../rerank/faq-ranker.ts";
import type { AnsweringSet } from "../vectors/embedders.ts";
import { confidenceOf } from "./confidence.ts";
import type { IndexParts, KnowledgeBaseIndex } from "./knowledge-base-index.ts";
import { type Profile, profileOf } from "./profile.ts";
import { createFaqScorer } from "./score-faq.ts";
import { createPassageScorer } from "./score-passage.ts";
import type { Found } from "./search-result.ts";

export interface Query {
  text: string;
  /** Null where vectors are not to be had now; else with the set that it is compared with. */
  vector: { values: Float32Array; set: AnsweringSet } | null;
  /** Cosine that this embedder gives to texts which have nothing in common. */
  similarityFloor: number;
  /** Entries in this language come first among equals. */
  language: Language | null;
  /** Ranks FAQs instead of the shipped scorer. */
  faqRanker?: FaqRanker;
}

// Where the right FAQ was on either list at all, it was among the first 50 in 97 of 100 cases on the hardest set (ATEC).
const CANDIDATES: Record<EntryKind, number> = { faq: 50, chunk: 20 };
// Enough to decide between two wordings of the same thing, too little to overrule a better fit.
const LANGUAGE_BONUS = 0.03;
// As a share of the score.
const MOST_MARGIN = 0.4;

/** The entries of one knowledge base that fit best, by kind, each list best first. */
export async function searchKnowledgeBase(
  index: KnowledgeBaseIndex,
  { textIndex, vectorStore }: IndexParts,
  query: Query,
): Promise<Found[]> {
  const profile = profileOf(query.text);
  if (profile.words.length === 0) return [];
  const candidates = async (kind: EntryKind) => ({
    text: await textIndex.search(index.textCollection(kind), query.text, CANDIDATES[kind]),
    vector: query.vector
      ? await vectorStore.search(index.vectorCollection(kind, query.vector.set), query.vector.values, {
          limit: CANDIDATES[kind],
          kbId: index.kbId,
        })
      : [],
  });
  const [faqs, chunks] = await Promise.all([candidates("faq"), candidates("chunk")]);
  return [
    ...(query.faqRanker
      ? rankFaqs(query.faqRanker, index, query, faqs)
      : rank("faq", scoreFaqs(index, profile, query, faqs), query.language)),
    ...rank("chunk", scoreChunks(index, profile, query, chunks), query.language),
  ];
}

interface Hits {
  text: { id: string; score: number }[];
  vector: VectorHit[];
}

/** By a ranker that was learnt for the matter at hand. */
function rankFaqs(ranker: FaqRanker, index: KnowledgeBaseIndex, query: Query, hits: Hits): Found[] {
  const vector = new Map(hits.vector.map(({ itemId, part, score }) => [`${itemId}#${part}`, score]));
  const farthest = hits.vector.at(-1)?.score ?? 0;
  const candidates = [...ranksOf(hits, (id) => id.slice(0, id.lastIndexOf("#")))].flatMap(([id, ranks]) => {
    const entry = index.entries.get(id);
    if (entry?.kind !== "faq") return [];
    const wordings = searchTexts(entry).map((text, part) => ({
      text,
      vectorSimilarity: similarity(vector.get(`${id}#${part}`) ?? farthest, query.similarityFloor),
    }));
    return [{ entry, ranks, wordings, answer: entry.answer }];
  });
  return ranker
    .rank(query.text, index.statistics.faq, candidates)
    .flatMap((ranking, place): Found[] => {
      const candidate = candidates[place];
      return candidate ? [{ entry: candidate.entry, ranks: candidate.ranks, sentence: null, ...ranking }] : [];
    })
    .sort((a, b) => b.score - a.score);
}

type Scored = Pick<Found, "entry" | "score" | "ranks" | "sentence">;

function scoreFaqs(index: KnowledgeBaseIndex, profile: Profile, query: Query, hits: Hits): Scored[] {
  const text = new Map(hits.text.map(({ id, score }) => [id, score]));
  const vector = new Map(hits.vector.map(({ itemId, part, score }) => [`${itemId}#${part}`, score]));
  const bestText = hits.text[0]?.score ?? 0;
  // What is not on the list is at most as near as the last that is.
  const farthest = hits.vector.at(-1)?.score ?? 0;
  const scoreFaq = createFaqScorer(profile, index.statistics.faq);
  const ranks = ranksOf(hits, (id) => id.slice(0, id.lastIndexOf("#")));
  return [...ranks].flatMap(([id, rank]): Scored[] => {
    const entry = index.entries.get(id);
    if (entry?.kind !== "faq") return [];
    const wordings = index.faqProfiles(id).map((wording, part) => ({
      profile: wording,
      textShare: bestText > 0 ? (text.get(`${id}#${part}`) ?? 0) / bestText : 0,
      vectorSimilarity: similarity(vector.get(`${id}#${part}`) ?? farthest, query.similarityFloor),
    }));
    if (wordings.length === 0) return [];
    return [{ entry, score: scoreFaq(wordings), ranks: rank, sentence: null }];
  });
}

function scoreChunks(index: KnowledgeBaseIndex, profile: Profile, query: Query, hits: Hits): Scored[] {
  const text = new Map(hits.text.map(({ id, score }) => [id, score]));
  const vector = new Map(hits.vector.map(({ itemId, score }) => [itemId, score]));
  const bestText = hits.text[0]?.score ?? 0;
  const farthest = hits.vector.at(-1)?.score ?? 0;
  const scorePassage = createPassageScorer(profile, index.statistics.chunk);
  return [...ranksOf(hits, (id) => id)].flatMap(([id, rank]): Scored[] => {
    const entry = index.entries.get(id);
    if (entry?.kind !== "chunk") return [];
    const textScore = text.get(id) ?? 0;
    const { score, sentence } = scorePassage({
      profile: index.passageProfile(entry),
      textScore,
      textShare: bestText > 0 ? textScore / bestText : 0,
      vectorSimilarity: similarity(vector.get(id) ?? farthest, query.similarityFloor),
    });
    return [{ entry, score, ranks: rank, sentence }];
  });
}

/** Place of each item on the members' lists. */
function ranksOf(hits: Hits, itemOf: (id: string) => string): Map<string, Found["ranks"]> {
  const ranks = new Map<string, Found["ranks"]>();
  hits.text.forEach(({ id }, place) => {
    const item = itemOf(id);
    if (!ranks.has(item)) ranks.set(item, { text: place + 1 });
  });
  hits.vector.forEach(({ itemId }, place) => {
    const known = ranks.get(itemId);
    if (known?.vector === undefined) ranks.set(itemId, { ...known, vector: place + 1 });
  });
  return ranks;
}

/** Sorts, and says how sure each is: from its own score and its distance to the best of the others. */
function rank(kind: EntryKind, scored: Scored[], language: Language | null): Found[] {
  const value = ({ entry, score }: Scored) => score + (language && entry.language === language ? LANGUAGE_BONUS : 0);
  const sorted = scored.sort((a, b) => value(b) - value(a));
  const [first] = sorted;
  return sorted.map((each) => {
    const rival = each === first ? sorted.find((other) => !saysTheSame(other.entry, each.entry)) : first;
    // In a knowledge base of one document nothing else could come near: that is no reason to be sure.
    const margin = Math.min(each.score - (rival?.score ?? 0), each.score * MOST_MARGIN);
    return { ...each, confidence: confidenceOf(kind, each.score, margin) };
  });
}

/** Two chunks of one document, or two FAQs with one answer, do not put each other in doubt. */
function saysTheSame(a: Entry, b: Entry): boolean {
  if (a === b) return true;
  if (a.kind === "chunk" && b.kind === "chunk") return a.documentId === b.documentId;
  return a.kind === "faq" && b.kind === "faq" && isSameAnswer(a, b);
}

function isSameAnswer(a: FaqEntry, b: FaqEntry): boolean {
  return a.answer === b.answer;
}

function similarity(cosine: number, floor: number): number {
  return Math.max(0, (cosine - floor) / (1 - floor));
}
