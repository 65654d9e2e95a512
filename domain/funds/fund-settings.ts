import { z } from "zod";
import { organizationTimezone } from "../organisation/settings/organization.ts";
import { defineSetting, readSetting, type Settings } from "../organisation/settings/setting.ts";
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

const amounts = z
  .record(z.string(), z.string())
  .refine((given) => Object.keys(given).length <= 100)
  .refine((given) => Object.entries(given).every(isMoney));
const sellsUsually =
  "sales promotion marketing deposit activation upsell retention 销售 促销 营销 入金 激活 加金 挽留".split(" ");

export const largeDeposit = defineSetting("funds.large_deposit", amounts, {});
export const vipDeposits = defineSetting("funds.vip_deposits", amounts, {});
export const withdrawalHours = defineSetting("funds.withdrawal_hours", z.number().min(1).max(720), 24);
export const sellingScripts = defineSetting(
  "funds.selling_scripts",
  z.array(z.string().trim().min(1).max(100)).max(200),
  sellsUsually,
);
export const baseCurrency = defineSetting(
  "organization.base_currency",
  z.string().refine((code) => placesOf(code) !== null),
  "USD",
);

/** A value that does not fit counts as not set. */
export function readFundSettings(settings: Settings): FundSettings {
  return {
    largeFrom: readSetting(settings, largeDeposit),
    vipFrom: readSetting(settings, vipDeposits),
    baseCurrency: readSetting(settings, baseCurrency),
    withdrawalHours: readSetting(settings, withdrawalHours),
    sellingScripts: readSetting(settings, sellingScripts).map((word) => word.toLowerCase()),
    timezone: readSetting(settings, organizationTimezone),
  };
}

function isMoney([code, amount]: [string, string]): boolean {
  try {
    return readMoney(amount, code).currency === code;
  } catch {
    return false;
  }
}
