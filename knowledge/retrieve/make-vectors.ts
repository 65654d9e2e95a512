import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { type Entry, type EntryKind, searchTexts } from "../entries.ts";
import type { Embedder } from "../ports/embedder.ts";
import { type EmbeddedText, saveVectors } from "../store/embeddings.ts";
import type { MakeVectors } from "./index-vectors.ts";

/**
 * Makes what is missing when an index is filled, with an embedder that is in this process: after an update that brought
 * another built-in embedder, the first question finds by its vectors already, and nobody has to reindex. Keeps them, so
 * that other processes and the next start find them made.
 */
export function createMakeVectors(db: Database, embedder: Embedder): (orgId: string) => MakeVectors {
  return (orgId) => async (entries) => {
    const texts = entries.flatMap(textsOf);
    const vectors = await embedder.embed(texts.map(({ text }) => text));
    const made = texts.flatMap((text, index): EmbeddedText<EntryKind>[] => {
      const vector = vectors[index];
      return vector ? [{ ...text, vector }] : [];
    });
    await inOrganization(db, orgId, (scope) => saveVectors(scope, embedder.name, made));
    return made;
  };
}

function textsOf(entry: Entry): Omit<EmbeddedText<EntryKind>, "vector">[] {
  return searchTexts(entry).map((text, part) => ({ kind: entry.kind, itemId: entry.id, part, text }));
}
