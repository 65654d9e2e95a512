import type { Language } from "../../domain/language/language.ts";

/** What stands in a usage for something to be filled in; codes, currencies and what is typed as it stands do not. */
const chinese: Record<string, string> = {
  AMOUNT: "金额",
  CHANNEL: "渠道",
  CODE: "编号",
  CURRENCY: "币种",
  DETAIL: "项目",
  EXAMPLE: "例句",
  FIELD: "字段",
  HOW: "方式",
  KEEP: "保留客户",
  KEY: "设置项",
  KIND: "类型",
  LANG: "语言",
  NAME: "名称",
  NOTE: "备注",
  NUMBER: "编号",
  OTHER: "另一客户",
  PERIOD: "时段",
  PROBABILITY: "概率",
  QUERY: "关键词",
  QUESTION: "问题",
  REASON: "原因",
  REF: "参考号",
  RESULT: "结果",
  STAGE: "阶段",
  STATUS: "状态",
  TAB: "栏目",
  TEAM: "团队",
  TEXT: "内容",
  TIER: "等级",
  TITLE: "标题",
  VALUE: "值",
  WEEK: "周",
  WHEN: "时间",
  WHO: "姓名",
  WHY: "原因",
  WORDS: "关键词",
  ZONE: "时区",
};

/** A command's usage as who reads that language fills it in: `[C1042] [REASON]`, `[C1042] [原因]`. */
export function usageIn(usage: string, language: Language): string {
  if (language === "en") return usage;
  return usage.replaceAll(/\b[A-Z]{2,}\b/g, (word) => chinese[word] ?? word);
}
