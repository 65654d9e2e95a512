import {
  answerThreshold,
  choiceThreshold,
  modelCostPerDay,
  modelPrices,
  modelSecondsPerDay,
  modelTokensPerDay,
} from "../../../knowledge/index.ts";
import { answersFeedback } from "../../feedback/feedback-buttons.ts";
import { draftsKb } from "../../gaps/drafts-kb.ts";
import type { SettingEntry } from "../setting-entry.ts";

const page = "answers.md";
const standard = { en: "as much as comes", zh: "不限" };

/** What a language model may use, and what is asked of customers about answers. */
export const answerEntries = {
  "answers.feedback": {
    setting: answersFeedback,
    fits: { en: "true or false", zh: "true 或 false" },
    example: "false",
    meaning: {
      en: "whether customers can say what an answer was worth: 👍 and 👎 under it, a word where buttons cost a message",
      zh: "客户是否可评价答复：答复下方的 👍 和 👎；按钮会占用消息的渠道改用文字",
    },
    holdsFrom: "message",
    page,
  },
  "answers.threshold": {
    setting: answerThreshold,
    fits: { en: "number, 0.3 to 0.99", zh: "数字，0.3 至 0.99" },
    example: "0.7",
    meaning: {
      en: "how sure the search must be for an answer; at 0.6, of what was answered on the development sets 79 to 91 % (FAQs) and 98 to 99.5 % (Chinese passages) was right",
      zh: "给出答案所需的置信度；取 0.6 时，在开发集上已答部分的正确率：FAQ 为 79% 至 91%，中文文档为 98% 至 99.5%",
    },
    holdsFrom: "message",
    page: "quality.md",
  },
  "answers.choice_threshold": {
    setting: choiceThreshold,
    fits: { en: "number, 0.1 to 1; 1: never", zh: "数字，0.1 至 1；1：从不" },
    example: "0.5",
    meaning: {
      en: "how sure it must be, below that, to ask the customer which of two or three questions they mean; at 0.4 the right one was among them in 72 % of the cases for FAQs, in 67 % with passages",
      zh: "不足以回答时，询问客户是指哪一个问题（两至三项）所需的置信度；取 0.4 时，FAQ 中 72%（含文档 67%）的情况下正确项在其中",
    },
    holdsFrom: "message",
    page,
  },
  "answers.drafts_kb": {
    setting: draftsKb,
    fits: { en: "name of a public knowledge base", zh: "公开知识库的名称" },
    example: "faq",
    meaning: { en: "where FAQs drafted with `/gaps` go", zh: "用 `/gaps` 起草的 FAQ 存入的知识库" },
    holdsFrom: "line",
    standard: { en: "the first public one by name", zh: "按名称排序的第一个公开知识库" },
    page,
  },
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
