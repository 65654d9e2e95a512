import { Customer } from "../../domain/customers/customer.ts";
import { chineseScriptOf } from "../../domain/language/chinese-script.ts";
import { type TraditionalForm, toTraditional } from "../../domain/language/to-traditional.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { mapWords } from "../ports/map-words.ts";
import { type RichText, toPlainText } from "../ports/rich-text.ts";

/** How the words to one customer are written; null where they stay as they are. */
export type Writing = ((words: string) => string) | null;

/** What platforms report of somebody whose own words have not told yet. */
const traditionalTag = /^zh[-_](?:hant|tw|hk|mo)\b/i;

/** Traditional characters for who writes them, or whose platform is set to them; in the organisation's form. */
export async function writingFor(
  { trx, orgId }: OrgScope,
  customerId: string,
  form: TraditionalForm = "plain",
): Promise<Writing> {
  const customer = await Customer.query(trx).findOne({ orgId, id: customerId }).select("chineseScript", "languages");
  return customer ? writingOf(customer, form) : null;
}

/** The same for a customer who has been read. */
export function writingOf(
  { chineseScript, languages }: Pick<Customer, "chineseScript" | "languages">,
  form: TraditionalForm = "plain",
): Writing {
  const isTraditional = chineseScript ? chineseScript === "hant" : traditionalTag.test(languages[0] ?? "");
  return isTraditional ? (words) => toTraditional(words, form) : null;
}

/** A text in that writing; as it is where it is in Traditional already: the tables would change it again. */
export function written(content: RichText, writing: Writing): RichText {
  if (writing === null || chineseScriptOf(toPlainText(content)) === "hant") return content;
  return mapWords(content, writing);
}
