import type { OrgScope } from "../db/organization-scope.ts";

/** The type that a kept file was stored with, without reading it; null when it is not kept, or nothing was said of it. */
export async function keptType({ trx, orgId }: OrgScope, sha256: string): Promise<string | null> {
  const row: { mime_type: string } | undefined = await trx("blobs")
    .where({ org_id: orgId, sha256: Buffer.from(sha256, "hex") })
    .orderBy("piece")
    .first("mime_type");
  return row?.mime_type || null;
}
