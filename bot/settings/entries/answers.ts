import { modelCostPerDay, modelPrices, modelSecondsPerDay, modelTokensPerDay } from "../../../knowledge/index.ts";
import type { SettingEntry } from "../setting-entry.ts";

const page = "answers.md";
const standard = { en: "as much as comes", zh: "不限" };

/** What a language model may use, and what is asked of customers about answers. */
export const answerEntries = {
  "answers.model_tokens_per_day": {
    setting: modelTokensPerDay,
    fits: { en: "whole number, 0 to 1000000000", zh: "整数，0 至 1000000000" },
    example: "2000000",
    meaning: {
      en: "tokens of the language model on a day; used up: the approved texts themselves are told",
      zh: "语言模型每日可用 token 数；用完后直接回复已批准原文",
    },
    holdsFrom: "message",
    standard,
    page,
  },
  "answers.model_seconds_per_day": {
    setting: modelSecondsPerDay,
    fits: { en: "whole seconds, 0 to 1000000000", zh: "整数秒，0 至 1000000000" },
    example: "36000",
    meaning: { en: "time spent waiting for the language model on a day", zh: "语言模型每日可用总时长" },
    holdsFrom: "message",
    standard,
    page,
  },
  "answers.model_cost_per_day": {
    setting: modelCostPerDay,
    fits: {
      en: "number, 0 to 1000000, in the currency of `answers.model_prices`",
      zh: "数字，0 至 1000000，币种同 `answers.model_prices`",
    },
    example: "20",
    meaning: { en: "money for the language model on a day", zh: "语言模型每日费用上限" },
    holdsFrom: "message",
    standard,
    page,
  },
  "answers.model_prices": {
    setting: modelPrices,
    fits: { en: "`input` and `output`: numbers, 0 to 10000", zh: "`input` 和 `output`：数字，0 至 10000" },
    example: '{"input": 0.5, "output": 1.5}',
    meaning: { en: "what a million tokens cost", zh: "每百万 token 的价格" },
    holdsFrom: "message",
    page,
  },
} satisfies Record<string, SettingEntry>;
