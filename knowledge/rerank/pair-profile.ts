import { type Profile, profileOf, wordPairs } from "../retrieve/profile.ts";
import { fold } from "../text/fold.ts";
import { type QuestionForm, questionFormOf } from "./question-form.ts";

/** A short text, taken apart for close comparison with another. */
export interface PairProfile extends Profile {
  /** Folded, letters and digits only. */
  characters: string;
  /** Neighbouring words, as `left right`. */
  wordPairs: ReadonlySet<string>;
  form: QuestionForm;
}

export function pairProfileOf(text: string): PairProfile {
  const profile = profileOf(text);
  const folded = fold(text);
  return {
    ...profile,
    characters: folded.replace(/[^\p{L}\p{N}]+/gu, ""),
    wordPairs: wordPairs(profile.words),
    form: questionFormOf(folded),
  };
}
