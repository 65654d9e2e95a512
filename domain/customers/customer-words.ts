import { wordList } from "../language/word-list.ts";

export const customerTypes = wordList({
  individual: { en: "individual", zh: "个人" },
  enterprise: { en: "company", zh: "企业", also: ["公司"] },
});

export const customerStatuses = wordList({
  active: { en: "active", zh: "活跃", also: ["正常"] },
  inactive: { en: "inactive", zh: "不活跃", also: ["停用"] },
  blacklist: { en: "blacklisted", zh: "黑名单", also: ["拉黑"] },
});

export const genders = wordList({
  male: { en: "male", zh: "男", also: ["m", "男性", "先生"] },
  female: { en: "female", zh: "女", also: ["f", "女性", "女士"] },
  unknown: { en: "unknown", zh: "未知" },
});

export const customerTiers = wordList({
  S: { en: "tier S", zh: "S级" },
  A: { en: "tier A", zh: "A级" },
  B: { en: "tier B", zh: "B级" },
  C: { en: "tier C", zh: "C级" },
});

export const investmentExperiences = wordList({
  beginner: { en: "beginner", zh: "新手", also: ["初级"] },
  intermediate: { en: "intermediate", zh: "中级" },
  advanced: { en: "advanced", zh: "高级" },
});

export const riskPreferences = wordList({
  conservative: { en: "conservative", zh: "保守" },
  balanced: { en: "balanced", zh: "稳健", also: ["moderate"] },
  aggressive: { en: "aggressive", zh: "激进" },
});

export const personaTypes = wordList({
  growth_minded: { en: "willing to grow", zh: "愿意成长" },
  responsible: { en: "willing to take responsibility", zh: "愿意负责" },
  future_minded: { en: "embraces the future", zh: "拥抱未来" },
});

/** What somebody decides at a customer that is a company. */
export const contactRoles = wordList({
  decision_maker: { en: "decision maker", zh: "决策人", also: ["决策者"] },
  influencer: { en: "influencer", zh: "影响者", also: ["影响人"] },
  user: { en: "user", zh: "使用者", also: ["使用人"] },
  other: { en: "other", zh: "其他", also: ["其它"] },
});

export const tagCategories = wordList({
  source: { en: "source", zh: "来源" },
  behavior: { en: "behaviour", zh: "行为" },
  value: { en: "value", zh: "价值" },
  stage: { en: "stage", zh: "阶段" },
  need: { en: "need", zh: "需求" },
  tier: { en: "customer tier", zh: "客户分层" },
  intention: { en: "intention", zh: "意向" },
  risk: { en: "risk", zh: "风险" },
  custom: { en: "custom", zh: "自定义" },
});

export const customerActivityTypes = wordList({
  stage_change: { en: "stage changed", zh: "阶段变更" },
  tag_change: { en: "tag changed", zh: "标签变更" },
  note_added: { en: "note added", zh: "添加备注" },
  deal_created: { en: "deal created", zh: "创建商机" },
  conversation_started: { en: "conversation started", zh: "会话开始" },
  email_sent: { en: "e-mail sent", zh: "发送邮件" },
  call_made: { en: "call made", zh: "拨打电话" },
  meeting: { en: "meeting", zh: "会面" },
  score_change: { en: "score changed", zh: "评分变更" },
  owner_change: { en: "owner changed", zh: "负责人变更" },
  consent_change: { en: "consent changed", zh: "同意变更" },
  language_change: { en: "language changed", zh: "语言变更" },
  field_change: { en: "field changed", zh: "资料变更" },
  contact_change: { en: "contact changed", zh: "联系人变更" },
  deal_change: { en: "deal changed", zh: "商机变更" },
  blacklist_change: { en: "blacklist changed", zh: "黑名单变更" },
  verification_change: { en: "verification changed", zh: "身份核实变更" },
  account_opened: { en: "account opened", zh: "开户" },
  group_joined: { en: "joined a group", zh: "进群" },
  group_left: { en: "left a group", zh: "退群" },
  screened: { en: "screened", zh: "初筛" },
  recommendation_followed: { en: "followed a recommendation", zh: "跟单" },
  tier_change: { en: "tier changed", zh: "等级变更" },
  referrer_change: { en: "referrer changed", zh: "推荐人变更" },
  custom: { en: "other", zh: "自定义" },
});

export const customFieldTypes = wordList({
  text: { en: "text", zh: "文本" },
  number: { en: "number", zh: "数字" },
  date: { en: "date", zh: "日期" },
  choice: { en: "choice", zh: "选项" },
});
