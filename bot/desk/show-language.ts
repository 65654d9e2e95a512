import type { CustomerLanguage } from "../../domain/language/customer-language.ts";
import { languageName } from "../../domain/language/language-name.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LanguageChange } from "../converse/customer-language.ts";
import { plainText } from "../ports/rich-text.ts";
import type { DeskView } from "./desk-view.ts";
import { refreshCard } from "./refresh-card.ts";
import { tellThread } from "./tell-thread.ts";

/**
 * Puts a customer's new language on the card of their conversation, and says so to whoever reads along; the first one
 * is no news.
 */
export async function showLanguage(
  scope: OrgScope,
  desk: DeskView,
  { to, isFirst }: LanguageChange,
  { isNew, receipt }: { isNew: boolean; receipt: string },
): Promise<void> {
  if (!isFirst) await sayChange(scope, desk, to, receipt);
  // A new conversation's card was made with it.
  if (!isNew) await refreshCard(scope, desk);
}

async function sayChange(scope: OrgScope, desk: DeskView, to: CustomerLanguage, receipt: string): Promise<void> {
  if (to.language === null) return;
  const name = languageName({ language: to.language, script: to.script }, desk.language);
  const words = {
    en: `🌐 ${desk.customerName} is now written to in: ${name}`,
    zh: `🌐 之后与 ${desk.customerName} 沟通的语言：${name}`,
  };
  await tellThread(scope, desk, {
    content: plainText(words[desk.language]),
    act: { by: "bot", why: "desk: the customer's language", receipt },
  });
}
