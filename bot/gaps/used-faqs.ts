import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** How an FAQ fares with customers. */
export interface UsedFaq {
  question: string;
  uses: number;
  helpful: number;
}

/** The FAQs that answered most. */
export async function listUsedFaqs({ trx, orgId }: OrgScope, limit: number): Promise<UsedFaq[]> {
  return trx("faqs")
    .where({ org_id: orgId })
    .where("use_count", ">", 0)
    .orderBy([{ column: "use_count", order: "desc" }, "id"])
    .limit(limit)
    .select({ question: "question", uses: "use_count", helpful: "helpful_count" });
}
