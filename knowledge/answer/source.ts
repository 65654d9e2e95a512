import { chunkHeading, type Entry } from "../entries.ts";
import type { Found } from "../retrieve/search-result.ts";
import { splitSentences } from "../text/split-sentences.ts";

export interface Source {
  kind: "faq" | "chunk";
  /** The id that the import gave: of the FAQ, or of the document. */
  id: string;
  /** Row of `faqs` or `document_chunks`. */
  entryId: string;
  title: string;
  headingPath: string[];
  /** The words the answer rests on. */
  quote: string;
  url: string | null;
  page: number | null;
  version: number;
  /** Where the passage is only a piece of a table or list: which, from 1. */
  part?: { number: number; of: number };
}

const MAX_QUOTE = 240;
// What a person reads in a chat; longer passages are cut around the sentence that fits.
const MAX_ANSWER = 700;

/** A finding as a source to cite. */
export function toSource({ entry, sentence }: Found): Source {
  const shared = { id: entry.externalId, entryId: entry.id, version: entry.version };
  if (entry.kind === "faq") {
    const quote = cut(entry.answer, MAX_QUOTE);
    return { kind: "faq", ...shared, title: entry.question, headingPath: [], quote, url: null, page: null };
  }
  const sentences = splitSentences(entry.content);
  return {
    kind: "chunk",
    ...shared,
    title: entry.title,
    headingPath: entry.headingPath,
    quote: cut((sentences[sentence ?? 0] ?? entry.content).trim(), MAX_QUOTE),
    url: entry.url,
    page: entry.page,
    ...(entry.metadata?.part ? { part: entry.metadata.part } : {}),
  };
}

/** The organisation's own words for a finding: an FAQ's answer, or the part of a passage around the sentence that fits. */
export function approvedText({ entry, sentence }: Found): string {
  if (entry.kind === "faq") return entry.answer;
  if (entry.content.length <= MAX_ANSWER) return entry.content;
  const sentences = splitSentences(entry.content);
  let [from, to] = [sentence ?? 0, (sentence ?? 0) + 1];
  let length = sentences[from]?.length ?? 0;
  // Grows alternately after and before, as far as there is room: what follows explains more often than what precedes.
  for (let grown = true; grown; ) {
    grown = false;
    const next = sentences[to];
    if (next !== undefined && length + next.length <= MAX_ANSWER) {
      length += next.length;
      to++;
      grown = true;
    }
    const previous = sentences[from - 1];
    if (previous !== undefined && length + previous.length <= MAX_ANSWER) {
      length += previous.length;
      from--;
      grown = true;
    }
  }
  return cut(sentences.slice(from, to).join("").trim(), MAX_ANSWER);
}

/** All of an entry, as a model is given it and as a trace keeps it. */
export function textOf(entry: Entry): string {
  return entry.kind === "faq" ? `${entry.question}\n${entry.answer}` : `${chunkHeading(entry)}\n${entry.content}`;
}

/** At most `max` UTF-16 units, never through the middle of a character. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
