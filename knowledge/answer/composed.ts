import type { Source } from "./source.ts";

/** What came of letting a model write an answer. */
export type Composed =
  | { outcome: "composed"; answer: string; sources: Source[] }
  /** The model says that the passages do not answer the question. */
  | { outcome: "abstained" }
  /** None of its sentences rests on a passage: a person has to answer. */
  | { outcome: "unsupported" }
  /** It failed, was late, or what it wrote may not be told: the approved text serves. */
  | { outcome: "unusable" };
