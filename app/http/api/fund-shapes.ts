import { z } from "zod";
import type { Deposit as DepositRow, Withdrawal as WithdrawalRow } from "../../../domain/funds/fund-rows.ts";
import { fundStatuses } from "../../../domain/funds/fund-words.ts";
import { CustomerRef, instant, line, shownAt } from "./fields.ts";

const status = z.enum(fundStatuses.codes);

/** What every report of money holds. */
export const reportFields = {
  customer: CustomerRef,
  amount: z.string().max(60).describe("A decimal number in text, with at most the places of its currency: 1250.50"),
  currency: z.string().max(10).describe("ISO 4217 or a coin's code: USD, USDT"),
  ref: line(200).describe("Your own number for it: the same again is the same money, and is recorded once"),
  status: status
    .default("pending")
    .describe(
      "Where it stands; a later report may say more, never less. Anything but pending needs the permission to settle",
    ),
  settledAt: z.iso.datetime({ offset: true }).optional().describe("When it was confirmed or failed; absent: now"),
};

/** How money is said to have come in or gone out, or that it will not. */
export const FundMove = z
  .strictObject({
    status: status.exclude(["pending"]),
    settledAt: z.iso.datetime({ offset: true }).optional().describe("Absent: now"),
  })
  .meta({ id: "FundMove" });

export const Deposit = z
  .object({
    code: z.string(),
    ref: z.string().nullable().describe("Your own number for it"),
    amount: z.string().describe("A decimal number"),
    currency: z.string(),
    type: z.string().describe("first, repeat or large"),
    platform: z.string().nullable(),
    status,
    depositedAt: instant,
    confirmedAt: instant.nullable(),
  })
  .meta({ id: "Deposit" });

export const Withdrawal = z
  .object({
    code: z.string(),
    ref: z.string().nullable().describe("Your own number for it"),
    amount: z.string().describe("A decimal number"),
    currency: z.string(),
    reason: z.string().nullable(),
    riskLevel: z.string().nullable(),
    status,
    requestedAt: instant,
    dueAt: instant.describe("By when it must be settled"),
    processedAt: instant.nullable(),
  })
  .meta({ id: "Withdrawal" });

/** A deposit as an answer shows it. */
export function showDeposit(row: DepositRow): z.output<typeof Deposit> {
  const { depositCode, externalRef, amount, currency, depositType, platform, status, depositedAt, confirmedAt } = row;
  return {
    ...{ code: depositCode, ref: externalRef, amount, currency, type: depositType, platform, status },
    depositedAt: depositedAt.toISOString(),
    confirmedAt: shownAt(confirmedAt),
  };
}

/** A withdrawal as an answer shows it. */
export function showWithdrawal(row: WithdrawalRow): z.output<typeof Withdrawal> {
  const { withdrawalCode, externalRef, amount, currency, reason, riskLevel, status } = row;
  return {
    ...{ code: withdrawalCode, ref: externalRef, amount, currency, reason, riskLevel, status },
    requestedAt: row.requestedAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    processedAt: shownAt(row.processedAt),
  };
}
