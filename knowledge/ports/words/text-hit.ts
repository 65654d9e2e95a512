export interface TextHit {
  id: string;
  /** BM25: comparable within one search only. */
  score: number;
}
