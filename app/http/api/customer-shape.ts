import { z } from "zod";
import type { CustomerSummary } from "../../../domain/customers/customer-summary.ts";
import { instant, shownAt } from "./fields.ts";

/** A customer in an answer. */
export const Customer = z
  .object({
    code: z.string(),
    refs: z.array(z.object({ system: z.string(), ref: z.string() })).describe("Other systems' numbers for them"),
    type: z.string(),
    name: z.string(),
    status: z.string(),
    stage: z.string(),
    journeyStage: z.string(),
    tier: z.string(),
    score: z.number().describe("0 to 100"),
    intentionScore: z.number().describe("0 to 60"),
    engagementScore: z.number().describe("0 to 100"),
    ltvPrediction: z.string().nullable(),
    screening: z
      .object({ result: z.enum(["passed", "rejected"]), reason: z.string().nullable() })
      .nullable()
      .describe("How the first look at them ended"),
    referrer: z.string().nullable().describe("The code of the customer who brought them"),
    language: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    country: z.string().nullable(),
    province: z.string().nullable(),
    city: z.string().nullable(),
    timezone: z.string().nullable(),
    companyName: z.string().nullable(),
    tradingPlatform: z.string().nullable(),
    sourceChannel: z.string().nullable(),
    owner: z.string().nullable().describe("The employee code of whose customer it is"),
    marketing: z.enum(["granted", "withdrawn"]).nullable().describe("Their newest word on marketing; null: none"),
    lastContactAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: "Customer" });

/** A customer as an answer shows them. */
export function showCustomer({ id: _id, ...customer }: CustomerSummary): z.output<typeof Customer> {
  return {
    ...customer,
    lastContactAt: shownAt(customer.lastContactAt),
    createdAt: customer.createdAt.toISOString(),
  };
}
