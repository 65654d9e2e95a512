import { largeDeposit, sellingScripts, vipDeposits, withdrawalHours } from "../../../domain/funds/fund-settings.ts";
import { leadHalfLife, leadPoints } from "../../../domain/leads/score-policy.ts";
import { targetsSetting, weightsSetting } from "../../../domain/performance/score-policy.ts";
import { assignLeads } from "../../leads/assign-new-lead.ts";
import { leaderboard } from "../../performance/board.ts";
import type { SettingEntry } from "../setting-entry.ts";

const amounts = {
  en: 'amounts by currency: `{"USD": "10000"}`; amounts are text',
  zh: '按货币的金额：`{"USD": "10000"}`；金额为文本',
};

/** Leads, customers' money, and the performance of staff. */
export const growthEntries = {
  "leads.points": {
    setting: leadPoints,
    fits: {
      en: "object, by kind of activity, whole points, 0 to 100; a kind left out keeps its default",
      zh: "对象，按活动类型，整数分，0 至 100；未写的保持默认",
    },
    example: '{"form_submit": 30}',
    standard: { en: "see the page", zh: "见文档" },
    meaning: { en: "what a lead's activity is worth", zh: "线索各类活动的分值" },
    holdsFrom: "message",
    page: "leads.md#the-score",
  },
  "leads.half_life_days": {
    setting: leadHalfLife,
    fits: { en: "days, 1 to 365", zh: "天，1 至 365" },
    example: "30",
    meaning: { en: "after how many days an activity is worth half", zh: "活动分值减半所需天数" },
    holdsFrom: "shown",
    page: "leads.md#the-score",
  },
  "leads.assign": {
    setting: assignLeads,
    fits: { en: "`off` or `team`", zh: "`off` 或 `team`" },
    example: "team",
    meaning: {
      en: "`team`: a new lead is given to whose turn it is in its conversation's team",
      zh: "`team`：新线索按会话所属团队轮流分配",
    },
    holdsFrom: "message",
    page: "leads.md",
  },
  "funds.large_deposit": {
    setting: largeDeposit,
    fits: amounts,
    example: '{"USD": "10000"}',
    meaning: {
      en: "from which amount on a deposit that is not the first is a large one",
      zh: "非首次入金达到多少即为大额",
    },
    holdsFrom: "begin",
    page: "funds.md",
  },
  "funds.vip_deposits": {
    setting: vipDeposits,
    fits: amounts,
    example: '{"USD": "50000"}',
    meaning: {
      en: "from which sum of confirmed deposits on a customer is a VIP; `deskhand funnel rebuild` applies a change to everybody",
      zh: "已确认入金累计达到多少即为 VIP；`deskhand funnel rebuild` 将更改应用于所有客户",
    },
    holdsFrom: "begin",
    page: "funds.md",
  },
  "funds.withdrawal_hours": {
    setting: withdrawalHours,
    fits: { en: "hours, 1 to 720", zh: "小时，1 至 720" },
    example: "48",
    meaning: {
      en: "by when a withdrawal must be settled; those recorded before keep theirs",
      zh: "出金必须在多久内处理完；此前登记的不变",
    },
    holdsFrom: "begin",
    page: "funds.md",
  },
  "funds.selling_scripts": {
    setting: sellingScripts,
    fits: { en: "list of words, to 200", zh: "词语列表，至多 200 个" },
    example: '["promotion", "促销"]',
    meaning: {
      en: "the categories, subcategories and tags of scripts that are not sent while a customer's withdrawal waits",
      zh: "客户出金等待期间不发送的话术类别、子类别和标签",
    },
    holdsFrom: "line",
    page: "funds.md",
    guard: "setting.conduct",
  },
  "kpi.weights": {
    setting: weightsSetting,
    fits: {
      en: "object, by part, 0 to 1000; one part of service at least above 0; a part left out keeps its default",
      zh: "对象，按项目，0 至 1000；服务类至少一项大于 0；未写的保持默认",
    },
    example: '{"contacts": 0}',
    standard: { en: "see the page", zh: "见文档" },
    meaning: {
      en: "how much each part of a day's score counts; what was sold is never more than half",
      zh: "每日评分各项的权重；销售类不超过一半",
    },
    holdsFrom: "computed",
    page: "performance.md#the-score",
    guard: "performance.publish",
  },
  "kpi.targets": {
    setting: targetsSetting,
    fits: {
      en: "object, by part, above 0; `satisfaction` to 5, `quality` to 10, `answered` and `deadlines` to 100",
      zh: "对象，按项目，大于 0；`satisfaction` 至多 5，`quality` 至多 10，`answered`、`deadlines` 至多 100",
    },
    example: '{"resolved": 15}',
    standard: { en: "see the page", zh: "见文档" },
    meaning: { en: "with what a part is full, for a person and a day", zh: "各项满分所需的数量（每人每天）" },
    holdsFrom: "computed",
    page: "performance.md#the-score",
    guard: "performance.publish",
  },
  "kpi.leaderboard": {
    setting: leaderboard,
    fits: { en: "true or false", zh: "true 或 false" },
    example: "true",
    meaning: { en: "whether everybody sees `/kpi board`, or managers alone", zh: "`/绩效 排行` 是否对所有人可见" },
    holdsFrom: "shown",
    page: "performance.md",
    guard: "performance.publish",
  },
} satisfies Record<string, SettingEntry>;
