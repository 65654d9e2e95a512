import { writeAudit } from "../../../domain/control/audit-log.ts";
import { clearLanguage } from "../../../domain/language/clear-language.ts";
import { type Language, otherLanguage } from "../../../domain/language/language.ts";
import { conversationCode } from "../../../domain/organisation/codes.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { lookAtCustomer } from "../../desk/look-at-customer.ts";
import { refuse } from "../../desk/refuse.ts";
import { isTextWithheld, withheldWords } from "../../desk/text-withheld.ts";
import type { Which } from "../../desk/which-conversation.ts";
import { bold, paragraph, quote, type RichText } from "../../ports/rich-text.ts";
import type { CommandContext, CommandSetting } from "../command.ts";
import { doubtsOf } from "./doubts.ts";
import { type CustomerWords, lastOfCustomer } from "./last-of-customer.ts";
import type { Translation } from "./translate-for.ts";

/**
 * The customer's words that the asker wants to read, where they may. @throws RuleError with words for the person: out of
 * reach, withheld in this place, nothing written yet, or written in that language.
 */
export async function wordsToRead(
  scope: OrgScope,
  { staff, channel }: CommandSetting,
  { conversation, customer }: Which,
  { to, reason }: { to: Language; reason: string | null },
): Promise<CustomerWords> {
  await lookAtCustomer(scope, { staff, customer, reason, by: "translate" });
  const about = { teamId: conversation.teamId, customerId: customer.id };
  if (await isTextWithheld(scope, channel, about)) return refuse("region", withheldWords);
  const words = await lastOfCustomer(scope, conversation.id);
  if (!words) {
    return refuse("translate_nothing", {
      en: `${customer.name} has written nothing to translate yet. /translate TEXT translates your words for them.`,
      zh: `${customer.name} 尚未发送可翻译的内容。/翻译 内容 可将您的话译给客户。`,
    });
  }
  if (clearLanguage(words.content)?.language === to) {
    const other = otherLanguage(to);
    return refuse("translate_same", {
      en: `The last message of ${customer.name} is in ${languageNames[to].en} already. /translate ${other} puts it into ${languageNames[other].en}.`,
      zh: `${customer.name} 的最后一条消息已是${languageNames[to].zh}。/翻译 ${other} 可译为${languageNames[other].zh}。`,
    });
  }
  return words;
}

export const languageNames: Record<Language, Record<Language, string>> = {
  en: { en: "English", zh: "英文" },
  zh: { en: "Chinese", zh: "中文" },
};

/** What the customer said, in the asker's language, and that a model of this name was given it. */
export async function showTranslation(
  { scope, staff, language }: CommandContext,
  { conversation, customer }: Which,
  read: { words: CustomerWords; to: Language; translation: Translation },
): Promise<RichText> {
  const { words, to, translation } = read;
  const code = conversationCode(conversation.number);
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { userId: staff.userId },
    action: "message.translate",
    resourceType: "message",
    resourceId: words.id,
    changes: { conversation: code, to, model: translation.model },
  });
  const title = {
    en: `🌐 ${customer.name} (${code}), machine translation into ${languageNames[to].en}`,
    zh: `🌐 ${customer.name}（${code}），机器翻译为${languageNames[to].zh}`,
  };
  return [
    paragraph(bold(title[language])),
    quote(translation.text, translation.text.length),
    ...doubtsOf(translation, language).map((doubt) => paragraph(doubt)),
  ];
}
