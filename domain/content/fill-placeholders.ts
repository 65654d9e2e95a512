import type { Language } from "../language/language.ts";
import { addressNeutrally } from "./address-neutrally.ts";

export interface PlaceholderValues {
  /** A confirmed name; null: the customer is addressed without one. */
  customerName: string | null;
  agentName: string | null;
  company: string | null;
  /** Whatever else is known, by placeholder: `product`, `account_type`. */
  facts: Readonly<Record<string, string>>;
}

export interface FilledText {
  text: string;
  /** What stands in braces still, as written: with any of it the text must not be sent. */
  missing: string[];
}

/** What stands for the customer's name until the sentence around it is known. */
const CUSTOMER = "{customer_name}";
const MAX_VALUE = 200;

const aliases: Readonly<Record<string, readonly string[]>> = {
  customer_name: [
    "customer_name",
    "customer",
    "client_name",
    "client",
    "name",
    "客户姓名",
    "客户名称",
    "客户名",
    "客户",
    "姓名",
    "称呼",
  ],
  agent_name: [
    "agent_name",
    "agent",
    "my_name",
    "客服姓名",
    "客服",
    "坐席姓名",
    "坐席",
    "员工姓名",
    "顾问姓名",
    "经理姓名",
  ],
  company: ["company", "company_name", "organisation", "organization", "公司", "公司名称", "机构", "机构名称"],
  product: ["product", "product_name", "产品", "产品名称"],
};
const nameOf = new Map(Object.entries(aliases).flatMap(([name, words]) => words.map((word) => [word, name] as const)));

/** `{name}`, `｛客户姓名｝`, `{{name}}`: braces of both widths, however many. */
const placeholder = /[{｛]+\s*([^{}｛｝]*?)\s*[}｝]+/gu;
const brace = /[{}｛｝]/u;

/**
 * Fills the placeholders of a script. A name that nobody confirmed is left out in a way that the sentence stays right
 * ("Hello {name}," → "Hello,"; 为{姓名}查询 → 为您查询). What cannot be filled stays in braces and is named in `missing`; a
 * text with nothing missing has no brace in it.
 */
export function fillPlaceholders(template: string, values: PlaceholderValues, language: Language): FilledText {
  const known: Record<string, string | null> = {
    ...values.facts,
    agent_name: values.agentName,
    company: values.company,
    customer_name: values.customerName,
  };
  const named = template.replace(placeholder, (whole, word: string) => {
    const name = nameOf.get(word.toLowerCase()) ?? word.toLowerCase();
    const value = Object.hasOwn(known, name) ? usable(known[name]) : null;
    if (value !== null) return value;
    return name === "customer_name" ? CUSTOMER : whole;
  });
  const text = addressNeutrally(named, CUSTOMER, language);
  return { text, missing: missingIn(text) };
}

/** True for words with a placeholder in them, or with what may have been one: they must not reach a customer. */
export function hasPlaceholder(text: string): boolean {
  return brace.test(text);
}

// A value with braces would look like a placeholder to the customer as well.
function usable(value: string | null | undefined): string | null {
  const text = value?.trim() ?? "";
  return text === "" || text.length > MAX_VALUE || brace.test(text) ? null : text;
}

function missingIn(text: string): string[] {
  const found = [...new Set(text.match(placeholder) ?? [])];
  if (found.length > 0) return found;
  return brace.test(text) ? [text.match(brace)?.[0] ?? ""] : [];
}
