import type { Words } from "../language/word-list.ts";
import { wordList } from "../language/word-list.ts";
import type { CustomerField, FieldKind } from "./customer-field.ts";
import {
  customerStatuses,
  customerTiers,
  customerTypes,
  genders,
  investmentExperiences,
  personaTypes,
  riskPreferences,
} from "./customer-words.ts";
import { journeyStages, salesStages, stageLabel } from "./stages.ts";

const text: FieldKind = { type: "text" };
const list: FieldKind = { type: "list" };

/** Every column of a customer's profile that staff fill in by hand, and those that they find customers by. */
export const profileFields: readonly CustomerField[] = [
  field("type", { en: "customer type", zh: "客户类型" }, { type: "choice", choices: customerTypes }),
  field("gender", { en: "gender", zh: "性别" }, { type: "choice", choices: genders }),
  field(
    "birth_date",
    { en: "date of birth", zh: "出生日期", also: ["birthday", "生日"] },
    { type: "date", isPast: true },
  ),
  field("age", { en: "age", zh: "年龄" }, { type: "number", min: 0, max: 150, isWhole: true }),
  field("age_range", { en: "age range", zh: "年龄段" }, text),
  field("phone", { en: "phone", zh: "电话", also: ["手机", "手机号"] }, { type: "phone" }),
  field("email", { en: "e-mail", zh: "邮箱", also: ["电子邮箱"] }, { type: "email" }),
  field("wechat_id", { en: "WeChat id", zh: "微信号", also: ["wechat", "微信"] }, text),
  field("whatsapp_id", { en: "WhatsApp id", zh: "WhatsApp号", also: ["whatsapp"] }, text),
  field("telegram_id", { en: "Telegram id", zh: "Telegram号", also: ["telegram"] }, text),
  field("dingtalk_id", { en: "DingTalk id", zh: "钉钉号", also: ["dingtalk", "钉钉"] }, text),
  field("country", { en: "country", zh: "国家" }, text),
  field("province", { en: "province", zh: "省份", also: ["省"] }, text),
  field("city", { en: "city", zh: "城市", also: ["市"] }, text),
  field("timezone", { en: "time zone", zh: "时区" }, { type: "zone" }),
  field("languages", { en: "spoken languages", zh: "语言" }, list),
  field("occupation", { en: "occupation", zh: "职业" }, text),
  field("industry", { en: "industry", zh: "行业" }, text),
  field("income_range", { en: "income range", zh: "收入范围" }, text),
  field("investment_experience", { en: "investment experience", zh: "投资经验" }, choice(investmentExperiences)),
  field("risk_preference", { en: "risk preference", zh: "风险偏好" }, choice(riskPreferences)),
  field("capital_range", { en: "capital range", zh: "资金规模", also: ["资金范围"] }, text),
  field("trading_platform", { en: "trading platform", zh: "交易平台" }, text),
  field("interests", { en: "interests", zh: "兴趣", also: ["兴趣爱好"] }, list),
  field("personality_traits", { en: "personality", zh: "性格特点", also: ["性格"] }, list),
  field("communication_style", { en: "communication style", zh: "沟通风格" }, text),
  field("decision_style", { en: "decision style", zh: "决策风格" }, text),
  field("persona_type", { en: "persona", zh: "人格类型" }, choice(personaTypes)),
  field("risk_flags", { en: "risk flags", zh: "风险标记" }, list),
  field("company_name", { en: "company", zh: "公司名称", also: ["公司"] }, text),
  field("company_credit_code", { en: "company credit code", zh: "统一社会信用代码" }, text),
  field("company_industry", { en: "company industry", zh: "公司行业" }, text),
  field("company_size", { en: "company size", zh: "公司规模" }, text),
  field("company_website", { en: "company website", zh: "公司网站" }, text),
  field("company_address", { en: "company address", zh: "公司地址" }, text),
  derived("stage", { en: "sales stage", zh: "阶段", also: ["销售阶段"] }, choice(stageWords(salesStages))),
  derived(
    "journey_stage",
    { en: "journey stage", zh: "旅程", also: ["journey", "旅程阶段"] },
    choice(stageWords(journeyStages)),
  ),
  derived("tier", { en: "tier", zh: "等级", also: ["客户等级"] }, choice(customerTiers)),
  derived("status", { en: "status", zh: "状态" }, choice(customerStatuses)),
];

function field(column: string, words: Words, kind: FieldKind): CustomerField {
  return { code: column, words, kind, at: { column } };
}

function derived(column: string, words: Words, kind: FieldKind): CustomerField {
  return { ...field(column, words, kind), isDerived: true };
}

function choice(choices: Extract<FieldKind, { type: "choice" }>["choices"]): FieldKind {
  return { type: "choice", choices };
}

function stageWords<Stage extends string>(stages: readonly Stage[]) {
  const words = stages.map((stage) => [stage, { en: stageLabel(stage, "en"), zh: stageLabel(stage, "zh") }]);
  return wordList(Object.fromEntries(words) as Record<Stage, Words>);
}
