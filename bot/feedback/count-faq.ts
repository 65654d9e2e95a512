import { z } from "zod";
import { recountFaq } from "../../domain/content/recount-faq.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";

/** Many answers in a row are one count. */
const COUNT_IN_MS = 5_000;

/** Which FAQ is to be counted. */
export const CountFaqJob = z.object({ orgId: z.uuid(), faqId: z.uuid() });

/**
 * Has FAQs counted anew once this has committed. By a job: an import that is under way has them locked, and no customer
 * waits for it.
 */
export async function countFaqsLater(scope: OrgScope, faqIds: readonly string[]): Promise<void> {
  for (const faqId of new Set(faqIds)) {
    const key = `count_faq:${faqId}`;
    await enqueueJob(scope.trx, {
      task: "count_faq",
      payload: { orgId: scope.orgId, faqId },
      key,
      inMs: COUNT_IN_MS,
    });
  }
}

/** The job. */
export async function countFaq({ db }: { db: Database }, { orgId, faqId }: z.infer<typeof CountFaqJob>): Promise<void> {
  await inOrganization(db, orgId, (scope) => recountFaq(scope, faqId));
}
