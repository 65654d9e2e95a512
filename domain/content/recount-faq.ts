import type { OrgScope } from "../../infra/db/organization-scope.ts";

/**
 * Counts anew how many answers that were given used an FAQ, and how many of those their customers found helpful. The FAQ
 * is locked first: the count then sees what everybody who counted before has written.
 */
export async function recountFaq({ orgId, trx }: OrgScope, faqId: string): Promise<void> {
  await trx("faqs").where({ org_id: orgId, id: faqId }).forNoKeyUpdate().first("id");
  await trx.raw(
    `UPDATE faqs SET use_count = u.used, helpful_count = u.helpful
     FROM (SELECT count(*) AS used, count(*) FILTER (WHERE v.is_helpful) AS helpful
           FROM answers a LEFT JOIN answer_verdicts v ON v.answer_id = a.id
           WHERE a.org_id = :orgId AND a.outcome = 'answered'
             AND a.sources @> jsonb_build_array(jsonb_build_object('kind', 'faq', 'entryId', :faqId::text))) u
     WHERE faqs.org_id = :orgId AND faqs.id = :faqId`,
    { orgId, faqId },
  );
}
