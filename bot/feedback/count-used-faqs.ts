import { recountFaq } from "../../domain/content/recount-faq.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { tryEach } from "../../infra/try-each.ts";

/** What was answered while nobody counted, before this process came. */
const FIRST_LOOK_MS = 7 * 86_400_000;
/** A transaction that was open at the last look may have written an answer of before it. */
const OVERLAP_MS = 10 * 60_000;
/** A statement reads so much at a time: a week of a busy desk is more than one may take. */
const SLICE_MS = 3_600_000;

/**
 * Counts the FAQs that answers used since the last look, all of them at a time: a count for each answer would cost more than
 * the answer. Ratings are counted by jobs of their own (`count-faq.ts`). Resolves with how many FAQs were counted.
 */
export function createFaqCounter({ db, clock }: { db: Database; clock: Clock }): () => Promise<number> {
  let lookedAt: number | null = null;
  return async () => {
    const now = clock.now().getTime();
    const used = await findUsed(db, lookedAt === null ? now - FIRST_LOOK_MS : lookedAt - OVERLAP_MS, now);
    const counted = await tryEach(used, async ([faqId, orgId]) => {
      await inOrganization(db, orgId, (scope) => recountFaq(scope, faqId));
      return true;
    });
    lookedAt = now;
    return counted;
  };
}

/** Each FAQ with its organisation. */
async function findUsed({ system }: Database, since: number, now: number): Promise<Map<string, string>> {
  const used = new Map<string, string>();
  // The last slice reaches over now: the database's clock, which dates answers, may be ahead of ours.
  for (let from = since; from <= now; from += SLICE_MS) {
    const { rows } = await system.raw(
      `SELECT DISTINCT a.org_id AS "orgId", s ->> 'entryId' AS "faqId"
       FROM organizations o JOIN answers a ON a.org_id = o.id CROSS JOIN LATERAL jsonb_array_elements(a.sources) s
       WHERE a.outcome = 'answered' AND a.created_at > ? AND a.created_at <= ? AND s ->> 'kind' = 'faq'`,
      [new Date(from), new Date(from + SLICE_MS)],
    );
    for (const { faqId, orgId } of rows) used.set(faqId, orgId);
  }
  return used;
}
