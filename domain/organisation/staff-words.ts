import { wordList } from "../language/word-list.ts";
import type { departments, employeeLevels, Role, userStatuses } from "./values.ts";

export const roleWords = wordList<Role>({
  super_admin: { en: "super administrator", zh: "超级管理员" },
  admin: { en: "administrator", zh: "管理员" },
  manager: { en: "manager", zh: "经理" },
  team_lead: { en: "team lead", zh: "组长" },
  agent: { en: "agent", zh: "客服", also: ["employee", "员工"] },
  sales: { en: "sales", zh: "销售" },
  trainer: { en: "trainer", zh: "培训师", also: ["讲师"] },
  compliance: { en: "compliance", zh: "合规" },
  readonly: { en: "read only", zh: "只读" },
});

export const departmentWords = wordList<(typeof departments)[number]>({
  tofu: { en: "top of the funnel", zh: "引流" },
  mofu: { en: "middle of the funnel", zh: "培育" },
  bofu: { en: "bottom of the funnel", zh: "成交" },
  vip: { en: "VIP", zh: "贵宾" },
  training: { en: "training", zh: "培训" },
});

export const employeeLevelWords = wordList<(typeof employeeLevels)[number]>({
  newcomer: { en: "newcomer", zh: "新人" },
  member: { en: "member", zh: "组员" },
  a_executor: { en: "A-level executor", zh: "A级执行者" },
  elite: { en: "elite", zh: "精英" },
  expert: { en: "expert", zh: "高手" },
  supervisor: { en: "supervisor", zh: "主管" },
});

export const userStatusWords = wordList<(typeof userStatuses)[number]>({
  active: { en: "active", zh: "在职", also: ["正常"] },
  inactive: { en: "inactive", zh: "离职", also: ["停用"] },
  suspended: { en: "suspended", zh: "已停用", also: ["冻结"] },
});

export const plans = wordList({
  free: { en: "free", zh: "免费版" },
  pro: { en: "professional", zh: "专业版" },
  enterprise: { en: "enterprise", zh: "企业版" },
});

export const settingTypes = wordList({
  string: { en: "text", zh: "文本" },
  number: { en: "number", zh: "数字" },
  boolean: { en: "yes or no", zh: "是否" },
  json: { en: "JSON", zh: "结构" },
});
