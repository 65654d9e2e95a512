import { z } from "zod";
import { placesOf } from "./currencies.ts";
import { readMoney } from "./money.ts";

/** What an organisation's settings say about its customers' money. */
export interface FundSettings {
  /** From which amount on a deposit is a large one, by currency; none where a currency is missing. */
  largeFrom: Amounts;
  /** From which sum of deposits on a customer is a VIP, by currency. */
  vipFrom: Amounts;
  /** What sums over several currencies are told in. */
  baseCurrency: string;
  /** How long after it was asked for a withdrawal must be settled. */
  withdrawalHours: number;
  /** The categories, subcategories and tags of scripts that sell: not offered while a withdrawal waits. Lower case. */
  sellingScripts: readonly string[];
  timezone: string;
}

export type Amounts = Readonly<Record<string, string>>;

const amounts = z.record(z.string(), z.string()).refine((given) => Object.entries(given).every(isMoney));
const sellingScripts = z.array(z.string().trim().min(1).max(100)).max(200);
const sellsUsually =
  "sales promotion marketing deposit activation upsell retention 销售 促销 营销 入金 激活 加金 挽留".split(" ");
const currency = z.string().refine((code) => placesOf(code) !== null);

/** A value that does not fit counts as not set. */
export function readFundSettings(settings: ReadonlyMap<string, unknown>): FundSettings {
  const read = <T>(key: string, schema: z.ZodType<T>): T | null => schema.safeParse(settings.get(key)).data ?? null;
  return {
    largeFrom: read("funds.large_deposit", amounts) ?? {},
    vipFrom: read("funds.vip_deposits", amounts) ?? {},
    baseCurrency: read("funds.base_currency", currency) ?? "USD",
    withdrawalHours: read("funds.withdrawal_hours", z.number().min(1).max(720)) ?? 24,
    sellingScripts: (read("funds.selling_scripts", sellingScripts) ?? sellsUsually).map((word) => word.toLowerCase()),
    timezone: read("organization.timezone", z.string().refine(isZone)) ?? "UTC",
  };
}

function isMoney([code, amount]: [string, string]): boolean {
  try {
    return readMoney(amount, code).currency === code;
  } catch {
    return false;
  }
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
