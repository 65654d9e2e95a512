import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { KnowledgeSource } from "../retrieve/index-cache.ts";
import { loadVectors } from "./embeddings.ts";
import { listKnowledgeBases } from "./knowledge-bases.ts";
import { loadChangedEntries, nextTurn } from "./load-entries.ts";

/** The index's source of truth: PostgreSQL, with the vectors of one embedder. */
export function createDatabaseSource(db: Database, model: string, clock: Clock): KnowledgeSource {
  return {
    knowledgeBases: (orgId) => inOrganization(db, orgId, listKnowledgeBases),
    entries: (orgId, kbId, known) => {
      const at = clock.now();
      return inOrganization(db, orgId, async (scope) => ({
        entries: await loadChangedEntries(scope, kbId, { at }, known),
        until: await nextTurn(scope, kbId, at),
      }));
    },
    vectors: (orgId) => (kind, itemIds) =>
      inOrganization(db, orgId, (scope) => loadVectors(scope, model, kind, itemIds)),
  };
}
