import { findField, loadFields } from "../../../domain/customers/custom-fields.ts";
import type { CustomerField } from "../../../domain/customers/customer-field.ts";
import { readFieldValue, sayFieldValue } from "../../../domain/customers/field-value.ts";
import { findByField } from "../../../domain/customers/find-by-field.ts";
import { mayReadCustomer } from "../../../domain/customers/may-read-customer.ts";
import { refuse } from "../../desk/refuse.ts";
import { bold, paragraph, type RichText } from "../../ports/rich-text.ts";
import type { CommandContext } from "../command.ts";

const SHOWN = 10;
/** Of those with the value, this many are looked at for whether the asker may read them. */
const LOOKED_THROUGH = 60;

/** `/customer FIELD=VALUE`: those of the asker's customers who have it. Others are not told of. */
export async function searchCustomers(context: CommandContext, line: string): Promise<RichText> {
  const { scope, staff, language } = context;
  const [, word = "", typed = ""] = /^([^=＝]*)[=＝]([\s\S]*)$/u.exec(line) ?? [];
  const field = findField(await loadFields(scope), word.trim()) ?? refuseField(word.trim());
  const value = wantedOf(field, typed);
  const found = [];
  for (const one of await findByField(scope, field, value, LOOKED_THROUGH)) {
    if (found.length > SHOWN) break;
    if (await mayReadCustomer(scope, staff, one.id)) found.push(one);
  }
  const title = `${field.words[language]} = ${sayFieldValue(field, value, language)}`;
  if (found.length === 0) {
    const nobody = { en: "None of your customers.", zh: "您的客户中没有匹配的。" }[language];
    return [paragraph(bold(title)), paragraph(nobody)];
  }
  const items = found
    .slice(0, SHOWN)
    .map(({ customer_code, name }) => [{ type: "text" as const, text: `${customer_code} · ${name}` }]);
  const more = { en: "There are more: search for something narrower.", zh: "还有更多：请缩小搜索范围。" }[language];
  return [
    paragraph(bold(title)),
    { type: "list", ordered: false, items },
    ...(found.length > SHOWN ? [paragraph(more)] : []),
  ];
}

/** As it is kept; a list is searched for one of its items. */
function wantedOf(field: CustomerField, typed: string): string {
  const read = readFieldValue(field, typed, "9999-12-31");
  if ("problem" in read) return refuse("field_value", read.problem);
  const value = Array.isArray(read.value) ? read.value[0] : read.value;
  return (
    value ??
    refuse("field_value", {
      en: "Search for a value: /customer city=Shanghai",
      zh: "请填写要搜索的内容：/customer 城市=上海",
    })
  );
}

function refuseField(word: string): never {
  return refuse("field", {
    en: `There is no field “${word}”. /customer set lists them.`,
    zh: `没有字段“${word}”。/customer set 可列出全部字段。`,
  });
}
