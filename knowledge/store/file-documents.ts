import type { OrgScope } from "../../infra/db/organization-scope.ts";

/**
 * Notes under which tags documents are filed and who brought them in. Tags take the place of those there were; who came
 * first stays.
 */
export async function fileDocuments(
  { orgId, trx }: OrgScope,
  kbId: string,
  externalIds: readonly string[],
  { tags, by }: { tags?: readonly string[]; by?: string },
): Promise<void> {
  if (tags === undefined && by === undefined) return;
  await trx.raw(
    `UPDATE documents SET tags = coalesce(:tags::text[], tags), created_by = coalesce(created_by, :by::uuid)
     WHERE org_id = :orgId AND kb_id = :kbId AND external_id = ANY(:externalIds)`,
    { orgId, kbId, externalIds: [...externalIds], tags: tags ? [...tags] : null, by: by ?? null },
  );
}
