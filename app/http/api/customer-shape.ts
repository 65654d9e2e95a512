import { z } from "zod";
import type { CustomerSummary } from "../../../domain/customers/customer-summary.ts";
import type { Account } from "../../../domain/customers/verify-account.ts";
import { instant, shownAt } from "./fields.ts";

/** A chat account of a customer in an answer. */
export const ChatAccount = z
  .object({
    id: z.uuid(),
    platform: z.string(),
    userId: z.string().describe("The platform's own id of the account"),
    name: z.string().nullable().describe("As the account calls itself"),
    verification: z
      .object({
        at: instant,
        how: z.string().nullable().describe("How it is known"),
        by: z
          .string()
          .nullable()
          .describe("The member of staff who said so; null: another system, over this interface"),
      })
      .nullable()
      .describe("That the account is the client's; null: nobody has said so"),
  })
  .meta({ id: "ChatAccount" });

/** A customer in an answer. */
export const Customer = z
  .object({
    code: z.string(),
    refs: z.array(z.object({ system: z.string(), ref: z.string() })).describe("Other systems' numbers for them"),
    chatAccounts: z.array(ChatAccount).describe("The accounts they write from, the oldest first; at most 20"),
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
    tags: z.array(z.string()).describe("The names of the tags they have"),
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

/** A chat account as an answer shows it. */
export function showChatAccount(account: Account): z.output<typeof ChatAccount> {
  const { id, platform, external_user_id: userId, display_name: name, verified_at: at } = account;
  const verification = at && { at: at.toISOString(), how: account.verified_how, by: account.verified_by };
  return { id, platform, userId, name, verification };
}

/** A customer as an answer shows them. */
export function showCustomer({ id: _id, ...customer }: CustomerSummary): z.output<typeof Customer> {
  return {
    ...customer,
    chatAccounts: customer.chatAccounts.map(showChatAccount),
    lastContactAt: shownAt(customer.lastContactAt),
    createdAt: customer.createdAt.toISOString(),
  };
}
