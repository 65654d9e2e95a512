import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { KnowledgeSource } from "../retrieve/index-cache.ts";
import type { AnsweringSet } from "../vectors/embedders.ts";
import { loadVectors } from "./embeddings.ts";
import { listKnowledgeBases } from "./knowledge-bases.ts";
import { loadChangedEntries, nextTurn } from "./load-entries.ts";
import { listVectorSets, type VectorSet } from "./vector-sets.ts";

/**
 * The index's source of truth: PostgreSQL. `choose` says which of an organisation's sets of vectors are answered from
 * here.
 */
export function createDatabaseSource(
  db: Database,
  clock: Clock,
  choose: (sets: readonly VectorSet[]) => AnsweringSet | null,
): Omit<KnowledgeSource, "makeVectors"> {
  return {
    look: (orgId) =>
      inOrganization(db, orgId, async (scope) => ({
        bases: await listKnowledgeBases(scope),
        vectors: choose(await listVectorSets(scope)),
      })),
    entries: (orgId, kbId, known) => {
      const at = clock.now();
      return inOrganization(db, orgId, async (scope) => ({
        entries: await loadChangedEntries(scope, kbId, { at }, known),
        until: await nextTurn(scope, kbId, at),
      }));
    },
    vectors: (orgId, model) => (kind, itemIds) =>
      inOrganization(db, orgId, (scope) => loadVectors(scope, model, kind, itemIds)),
  };
}
