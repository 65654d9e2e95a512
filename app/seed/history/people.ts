import type { Language } from "../../../domain/language/language.ts";
import type { Dice } from "./dice.ts";

/** A customer as they are, before anything happens with them. */
export interface Person {
  name: string;
  language: Language;
  script: "hans" | "hant" | null;
  platform: "telegram" | "slack" | "wecom";
  gender: "male" | "female";
  country: string;
  city: string;
  timezone: string;
  occupation: string;
  currency: string;
}

const surnames = { hans: "王李张刘陈杨赵黄周吴徐孙", hant: "陳林黃張李王吳劉蔡楊" };
const given = {
  male: ["伟", "志强", "建国", "浩然", "子轩", "俊杰", "明哲", "宇航"],
  female: ["芳", "静怡", "雨桐", "欣妍", "丽娜", "思琪", "佳慧", "晓梅"],
} as const;
const givenTraditional = {
  male: ["志偉", "家豪", "俊傑", "冠宇", "建宏", "承恩"],
  female: ["淑芬", "雅婷", "怡君", "佳穎", "詩涵", "美玲"],
} as const;
const english = {
  male: ["Oliver", "Daniel", "Marcus", "Tariq", "Samuel", "Viktor", "Hugo", "Anand"],
  female: ["Amelia", "Priya", "Sofia", "Grace", "Leila", "Hannah", "Ines", "Naomi"],
  last: ["Harper", "Nguyen", "Fischer", "Okoye", "Moreau", "Lindqvist", "Rahman", "Castillo", "Whitfield", "Bianchi"],
} as const;
const places = {
  hans: [
    ["CN", "Shanghai", "Asia/Shanghai"],
    ["CN", "Shenzhen", "Asia/Shanghai"],
    ["CN", "Hangzhou", "Asia/Shanghai"],
    ["CN", "Chengdu", "Asia/Shanghai"],
  ],
  hant: [
    ["HK", "Hong Kong", "Asia/Hong_Kong"],
    ["TW", "Taipei", "Asia/Taipei"],
  ],
  en: [
    ["GB", "London", "Europe/London"],
    ["SG", "Singapore", "Asia/Singapore"],
    ["AE", "Dubai", "Asia/Dubai"],
    ["DE", "Frankfurt", "Europe/Berlin"],
  ],
} as const;
const work = {
  zh: ["软件工程师", "会计", "教师", "个体经营", "设计师", "销售经理", "医生"],
  en: ["software engineer", "accountant", "teacher", "shop owner", "designer", "sales manager", "physician"],
} as const;

/** Of ten customers six write Simplified Chinese, one or two Traditional, the others English. */
export function meetPerson(dice: Dice): Person {
  const kind = dice.pick(["hans", "hans", "hans", "hans", "hans", "hans", "hant", "en", "en", "en"]);
  const gender = dice.pick(["male", "female"]);
  const [country, city, timezone] = dice.pick<readonly [string, string, string]>(places[kind]);
  const language = kind === "en" ? "en" : "zh";
  return {
    name: nameOf(dice, kind, gender),
    language,
    script: kind === "en" ? null : kind,
    platform: platformOf(dice, kind),
    gender,
    country,
    city,
    timezone,
    occupation: dice.pick(work[language]),
    currency: currencyOf(dice, country),
  };
}

function nameOf(dice: Dice, kind: "hans" | "hant" | "en", gender: "male" | "female"): string {
  if (kind === "en") return `${dice.pick(english[gender])} ${dice.pick(english.last)}`;
  const [first = "王", ...others] = surnames[kind];
  return dice.pick([first, ...others]) + dice.pick<string>(kind === "hans" ? given[gender] : givenTraditional[gender]);
}

function platformOf(dice: Dice, kind: "hans" | "hant" | "en"): Person["platform"] {
  if (kind === "hans") return dice.chance(0.75) ? "wecom" : "telegram";
  return kind === "en" && dice.chance(0.3) ? "slack" : "telegram";
}

function currencyOf(dice: Dice, country: string): string {
  if (country === "HK") return dice.chance(0.6) ? "HKD" : "USD";
  if (country === "DE") return "EUR";
  return dice.chance(0.3) ? "USDT" : "USD";
}
