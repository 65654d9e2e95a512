import { detectLanguage } from "../../domain/language/detect-language.ts";
import type { FaqImport } from "../store/faqs.ts";
import { fold } from "../text/fold.ts";
import { contentHash } from "./content-hash.ts";
import type { FaqRow } from "./read-rows.ts";

/** An FAQ row as it is stored. Its external id is the row's, else one made from the question. */
export function readFaq(row: FaqRow): FaqImport {
  const { question, category } = row;
  const alts = [...new Set(row.alts)].filter((alt) => alt !== question);
  // See `hasApprovedText`: without an answer the question stands in its place.
  const answer = row.answer ?? question;
  return {
    externalId: row.id ?? `q:${contentHash(fold(question).trim()).slice(0, 24)}`,
    question,
    alts,
    answer,
    category,
    language: detectLanguage(`${question} ${answer}`),
    contentHash: contentHash(question, alts, answer, category),
  };
}
