import { z } from "zod";
import { dealStages } from "../../../domain/funds/deal-words.ts";
import { type DealListing, findDealListing } from "../../../domain/funds/list-deals.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { instant } from "./fields.ts";
import { ApiError } from "./problem.ts";

const text = z.string().nullable();

/** The name of a deal. */
export const DealId = z.uuid().describe("The deal's `id`");

/** A deal in an answer. */
export const Deal = z
  .object({
    id: z.uuid(),
    customer: z.string().describe("The customer's code"),
    number: z.int().describe("Its place among the customer's deals: `/deal move 2 …`; another after a merge"),
    title: z.string(),
    amount: text.describe("A decimal number; null: nobody has said"),
    currency: text,
    stage: z.enum(dealStages.codes),
    probability: z.int().describe("Per cent"),
    lossReason: text,
    expectedCloseDate: text,
    actualCloseDate: text.describe("When it was won or lost"),
    owner: text.describe("The employee code of whose it is; null: nobody's"),
    products: z.array(z.string()),
    competitors: z.array(z.string()),
    notes: text,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: "Deal" });

/** A deal as an answer shows it. */
export function showDeal({ customerId: _id, place: _place, ...deal }: DealListing): z.output<typeof Deal> {
  return { ...deal, createdAt: deal.createdAt.toISOString(), updatedAt: deal.updatedAt.toISOString() };
}

/** The deal of an id. @throws ApiError 404, also for another organisation's. */
export async function requireDeal(scope: OrgScope, id: string): Promise<DealListing> {
  const deal = await findDealListing(scope, id);
  if (!deal) throw new ApiError("not-found", { detail: `There is no deal ${id}` });
  return deal;
}
