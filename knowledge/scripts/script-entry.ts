import { Script } from "../../domain/content/script.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { TextEntry } from "../ports/text-index.ts";
import { type Tokens, tokenize } from "../text/tokenize.ts";

/** A script as it is searched. Its words never change: another wording is another version. */
export interface ScriptEntry {
  id: string;
  text: TextEntry;
  /** What is embedded, one a vector: what it is for, and its words in each language. */
  wordings: string[];
  words: ReadonlySet<string>;
  bigrams: ReadonlySet<string>;
  /** The words of what it is for: its scenario, category and tags. */
  about: ReadonlySet<string>;
}

/** Reads these versions for searching. */
export async function loadScriptEntries({ orgId, trx }: OrgScope, ids: readonly string[]): Promise<ScriptEntry[]> {
  const rows = await Script.query(trx)
    .where({ orgId })
    .whereIn("id", [...ids]);
  return rows.map(toScriptEntry);
}

export type SearchableScript = Pick<
  Script,
  "id" | "category" | "subcategory" | "scenario" | "tags" | "purpose" | "contentCn" | "contentEn"
>;

export function toScriptEntry(script: SearchableScript): ScriptEntry {
  const title = joined([script.scenario, script.category, script.subcategory, ...script.tags]);
  const about = joined([title, script.purpose]);
  const text = joined([script.contentCn, script.contentEn, script.purpose]);
  const { words, bigrams }: Tokens = tokenize(`${title}\n${text}`);
  return {
    id: script.id,
    text: { id: script.id, title, text },
    wordings: [about, script.contentCn ?? "", script.contentEn ?? ""].filter((wording) => wording !== ""),
    words: new Set(words),
    bigrams: new Set(bigrams),
    about: new Set(tokenize(title).words),
  };
}

// Tags are written first_contact and kyc alike.
function joined(parts: readonly (string | null)[]): string {
  return parts
    .filter((part) => part !== null && part !== "")
    .join("\n")
    .replaceAll("_", " ");
}
