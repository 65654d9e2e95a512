import type { OrgScope } from "../../infra/db/organization-scope.ts";

/**
 * Counts a version's uses, outcomes and votes anew from the rows that keep them. The version is locked first: the count
 * then sees what everybody who counted before has written.
 */
export async function recountScript({ orgId, trx }: OrgScope, scriptId: string): Promise<void> {
  await trx("scripts").where({ org_id: orgId, id: scriptId }).forNoKeyUpdate().first("id");
  await trx.raw(
    `UPDATE scripts SET usage_count = u.sent, success_count = u.good,
       success_rate = round(100.0 * u.good / nullif(u.decided, 0), 2),
       avg_rating = (SELECT round(avg(r.rating), 2) FROM script_ratings r WHERE r.script_id = scripts.id)
     FROM (SELECT count(*) AS sent, count(*) FILTER (WHERE outcome = 'good') AS good,
             count(*) FILTER (WHERE outcome IS NOT NULL) AS decided
           FROM script_uses WHERE script_id = :scriptId AND NOT is_changed) u
     WHERE scripts.org_id = :orgId AND scripts.id = :scriptId`,
    { orgId, scriptId },
  );
}

/** Keeps a person's vote on a version, their last one, and counts it. */
export async function rateScript(
  scope: OrgScope,
  vote: { scriptId: string; userId: string; rating: number; at: Date },
): Promise<void> {
  const { trx, orgId } = scope;
  await trx("script_ratings")
    .insert({
      script_id: vote.scriptId,
      user_id: vote.userId,
      org_id: orgId,
      rating: vote.rating,
      rated_at: vote.at,
    })
    .onConflict(["script_id", "user_id"])
    .merge(["rating", "rated_at"]);
  await recountScript(scope, vote.scriptId);
}
