import {
  engagementPoints,
  factHalfLife,
  intentionPoints,
  tierFrom,
  tierPoints,
} from "../../../domain/customers/score/score-policy.ts";
import type { SettingEntry } from "../setting-entry.ts";

const points = {
  en: "object, by fact (`wish`, `day_written`, `good_talk`, `in_group`, `account_opened`, `deposit`, `vip`, `referred`), whole points, 0 to 100; one left out counts nothing",
  zh: "对象，按事实（`wish`、`day_written`、`good_talk`、`in_group`、`account_opened`、`deposit`、`vip`、`referred`），整数分，0 至 100；未写的不计",
};
const page = "customers.md#tier-and-scores";

/** What customers are scored by. */
export const customerEntries = {
  "customers.intention_points": {
    setting: intentionPoints,
    fits: points,
    example: '{"account_opened": 20}',
    meaning: { en: "what a fact is worth for how much a customer wants what we offer", zh: "各类事实对意向分的分值" },
    holdsFrom: "shown",
    page,
  },
  "customers.engagement_points": {
    setting: engagementPoints,
    fits: points,
    example: '{"day_written": 5}',
    meaning: { en: "what a fact is worth for how much a customer talks with us", zh: "各类事实对粘度分的分值" },
    holdsFrom: "shown",
    page,
  },
  "customers.tier_points": {
    setting: tierPoints,
    fits: points,
    example: '{"account_opened": 20, "vip": 30}',
    meaning: { en: "what a fact is worth for the tier", zh: "各类事实对等级的分值" },
    holdsFrom: "shown",
    page,
  },
  "customers.half_life_days": {
    setting: factHalfLife,
    fits: { en: "days, 1 to 365", zh: "天，1 至 365" },
    example: "30",
    meaning: {
      en: "after how many days a fact counts half for intention and engagement",
      zh: "事实对意向和粘度的分值减半所需天数",
    },
    holdsFrom: "shown",
    page,
  },
  "customers.tier_from": {
    setting: tierFrom,
    fits: {
      en: "points of `S`, `A` and `B`, 1 to 100, each below the one before",
      zh: "`S`、`A`、`B` 的分数，1 至 100，依次递减",
    },
    example: '{"S": 70, "A": 40, "B": 20}',
    meaning: { en: "from which points on a tier is reached", zh: "达到各等级所需的分数" },
    holdsFrom: "shown",
    page,
  },
} satisfies Record<string, SettingEntry>;
