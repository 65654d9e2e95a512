import { secretHash } from "../../infra/crypto/secret-box.ts";
import type { Database } from "../../infra/db/connect.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newSecret } from "../../infra/ids.ts";

/** 128 bits: not to be guessed, and short enough to stand in a chat. */
const TOKEN_BYTES = 16;

/** Makes a link of ours for one that stands in a text to one customer. The token is told here only. */
export async function makeCampaignLink(
  { trx, orgId }: OrgScope,
  { executionId, url }: { executionId: string; url: string },
): Promise<string> {
  const token = newSecret(TOKEN_BYTES);
  await trx("campaign_links").insert({ token_hash: secretHash(token), org_id: orgId, execution_id: executionId, url });
  return token;
}

export interface CampaignLink {
  orgId: string;
  executionId: string;
  url: string;
}

/** Where a token leads; null for every token that we did not make. */
export async function findCampaignLink(db: Database, token: string): Promise<CampaignLink | null> {
  if (!/^[A-Za-z0-9_-]{22}$/.test(token)) return null;
  const { rows } = await db.system.raw(
    'SELECT org_id AS "orgId", execution_id AS "executionId", url FROM campaign_links WHERE token_hash = ?',
    [secretHash(token)],
  );
  return rows[0] ?? null;
}

/** Counts that somebody followed a link. */
export async function noteClick({ trx, orgId }: OrgScope, token: string, at: Date): Promise<void> {
  await trx.raw(
    `WITH clicked AS (
       UPDATE campaign_links SET clicks = clicks + 1, first_clicked_at = coalesce(first_clicked_at, :at)
       WHERE org_id = :orgId AND token_hash = :hash RETURNING execution_id
     )
     UPDATE campaign_executions e SET clicked_at = coalesce(e.clicked_at, :at),
       status = CASE WHEN e.status IN ('delivered', 'opened') THEN 'clicked' ELSE e.status END
     FROM clicked c WHERE e.id = c.execution_id`,
    { orgId, at, hash: secretHash(token) },
  );
}
