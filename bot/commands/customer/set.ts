import { findField, loadFields } from "../../../domain/customers/custom-fields.ts";
import type { CustomerField } from "../../../domain/customers/customer-field.ts";
import { readFieldValue, sayFieldValue } from "../../../domain/customers/field-value.ts";
import { setCustomerField } from "../../../domain/customers/set-field.ts";
import type { Language } from "../../../domain/language/language.ts";
import { todayOf } from "../../../domain/organisation/today-of.ts";
import { refuse } from "../../desk/refuse.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { RunCommand } from "../command.ts";
import { toChangeByWords } from "./may-change.ts";

/** `/customer set [WHO] FIELD VALUE`: what is known of a customer, field by field; `-` empties one. */
export const setField: RunCommand = async (context, args) => {
  const { scope, staff, language, deps } = context;
  const { customer, rest } = await toChangeByWords(context, args, {
    permission: "customer.change",
    by: "customer set",
  });
  const fields = (await loadFields(scope)).filter(({ isDerived }) => !isDerived);
  const [, word = "", typed = ""] = /^([^\s=＝]+)(?:\s*[=＝]\s*|\s+)?([\s\S]*)$/u.exec(rest) ?? [];
  const field = findField(fields, word) ?? refuseField(fields, word);
  const now = deps.clock.now();
  const read = readFieldValue(field, typed, await todayOf(scope, now));
  if ("problem" in read) return refuseValue(field, read.problem);
  const by = { by: { userId: staff.userId }, at: now };
  const { before, isChanged } = await setCustomerField(scope, customer.id, { field, value: read.value }, by);
  const say = (value: typeof before) => sayFieldValue(field, value, language);
  const same = { en: " (no change)", zh: "（无变化）" }[language];
  const change = isChanged ? `${say(before)} → ${say(read.value)}` : `${say(before)}${same}`;
  return plainText(`${customer.name} · ${field.words[language]}: ${change}`);
};

function refuseField(fields: readonly CustomerField[], word: string): never {
  const names = (language: Language) =>
    fields.map(({ code, words }) => (language === "zh" ? words.zh : code)).join(", ");
  const which = word ? { en: `There is no field “${word}”. `, zh: `没有字段“${word}”。` } : { en: "", zh: "" };
  return refuse("field", {
    en: `${which.en}/customer set FIELD VALUE; fields: ${names("en")}`,
    zh: `${which.zh}/customer set 字段 内容；字段：${names("zh")}`,
  });
}

function refuseValue({ words }: CustomerField, problem: Record<Language, string>): never {
  return refuse("field_value", { en: `${words.en}: ${problem.en}.`, zh: `${words.zh}：${problem.zh}。` });
}
