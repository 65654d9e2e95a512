import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fold } from "../../knowledge/text/fold.ts";

/** Whose licence lets their text be shipped (shared README of the data); every other file is for measuring only. */
const SHIPPABLE =
  /^(faq_en_banking77|intent_en_banking77|intent_en_hwu64|passage_zh_cmrc|passage_zhtw_drcd|passage_en_squad|risk_zh_offensive|risk_en_sms_spam)\b/;
/** Shorter texts are said by many people by themselves. */
const LEAST = { han: 10, other: 28 };
/** A longer text is known by its beginning. */
const BEGINNING = 28;

export interface ResearchText {
  file: string;
  text: string;
}

/** The texts of research-only files, by their beginnings as `squeeze` writes them. */
export type ResearchTexts = ReadonlyMap<string, ResearchText>;

/** Reads every `.jsonl` of a folder that may not be shipped. */
export async function readResearchTexts(folder: string): Promise<ResearchTexts> {
  const known = new Map<string, ResearchText>();
  const files = (await readdir(folder)).filter((name) => name.endsWith(".jsonl") && !SHIPPABLE.test(name));
  for (const file of files) {
    for (const line of (await readFile(join(folder, file), "utf8")).split("\n")) {
      for (const text of line === "" ? [] : textsOf(JSON.parse(line))) {
        const squeezed = squeeze(text);
        if (isTelling(squeezed)) known.set(squeezed.slice(0, BEGINNING), { file, text });
      }
    }
  }
  return known;
}

/** The research texts that stand in a file's content, each once. */
export function findResearchTexts(content: string, known: ResearchTexts): ResearchText[] {
  const lengths = [...new Set([...known.keys()].map((key) => key.length))];
  const squeezed = squeeze(content);
  const found = new Set<ResearchText>();
  for (let start = 0; start < squeezed.length; start++) {
    for (const length of lengths) {
      const text = known.get(squeezed.slice(start, start + length));
      if (text) found.add(text);
    }
  }
  return [...found];
}

/** Letters and digits alone, folded: neither quoting nor line breaks hide a text. */
export function squeeze(text: string): string {
  return fold(text).replace(/[^\p{L}\p{N}]+/gu, "");
}

const HAN = /\p{Script=Han}/gu;

function isTelling(squeezed: string): boolean {
  const han = squeezed.match(HAN)?.length ?? 0;
  return han >= LEAST.han || squeezed.length >= LEAST.other;
}

const TEXT_FIELDS = ["question", "query", "answer", "text", "title", "a", "b", "caption"] as const;

function textsOf(row: Record<string, unknown>): string[] {
  const lists = [row["alts"], row["answers"]].flatMap((list) => (Array.isArray(list) ? list : []));
  return [...TEXT_FIELDS.map((field) => row[field]), ...lists].filter((value) => typeof value === "string");
}
