import { writeAudit } from "../../../domain/control/audit-log.ts";
import { clearLanguage } from "../../../domain/language/clear-language.ts";
import type { Language } from "../../../domain/language/language.ts";
import { languageName } from "../../../domain/language/language-name.ts";
import { conversationCode } from "../../../domain/organisation/codes.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { writingFor, written } from "../../converse/in-traditional.ts";
import { readRules } from "../../converse/organisation-rules.ts";
import { offerTranslation } from "../../desk/offer-translation.ts";
import { refuse } from "../../desk/refuse.ts";
import type { Which } from "../../desk/which-conversation.ts";
import { bold, paragraph, plainText, quote, toPlainText } from "../../ports/rich-text.ts";
import type { CommandAnswer, CommandContext } from "../command.ts";
import { doubtsOf } from "./doubts.ts";
import { languageNames } from "./read-customer.ts";
import type { Translation } from "./translate-for.ts";

/** The language that words for a customer are put into. @throws RuleError where they are in it already. */
export async function languageToWrite(
  scope: OrgScope,
  { conversation, customer }: Which,
  text: string,
): Promise<Language> {
  const to = customer.language ?? conversation.language ?? readRules(await loadSettings(scope)).language;
  if (clearLanguage(text)?.language === to) {
    return refuse("translate_same", {
      en: `This is in ${languageNames[to].en} already, the language of ${customer.name}. Send it as it is.`,
      zh: `此内容已是${languageNames[to].zh}，即 ${customer.name} 使用的语言，可直接发送。`,
    });
  }
  return to;
}

/**
 * Offers the asker alone their words in the customer's language. Nothing is sent by itself; what is in doubt (a figure
 * that differs, something masked) can only be taken to be changed.
 */
export async function offerDraft(
  { scope, staff, language }: CommandContext,
  { conversation, customer }: Which,
  { to, translation }: { to: Language; translation: Translation },
): Promise<CommandAnswer> {
  const rules = readRules(await loadSettings(scope));
  const writing = to === "zh" ? await writingFor(scope, customer.id, rules.traditional) : null;
  const content = written(plainText(translation.text), writing);
  const words = toPlainText(content);
  const doubts = [...doubtsOf(translation, language), ...(translation.isMasked ? [masked[language]] : [])];
  const { missing, added, model, source } = translation;
  const { buttons } = await offerTranslation(scope, {
    conversationId: conversation.id,
    userId: staff.userId,
    content,
    details: { source, to, model, missing, added },
    isSure: doubts.length === 0,
    language,
  });
  const code = conversationCode(conversation.number);
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { userId: staff.userId },
    action: "message.translate",
    resourceType: "conversation",
    resourceId: conversation.id,
    changes: { conversation: code, to, model },
  });
  const name = languageName({ language: to, script: writing ? "hant" : null }, language);
  const title = {
    en: `🌐 Machine translation for ${customer.name} (${code}, ${name}). Only you see this; nothing was sent.`,
    zh: `🌐 给 ${customer.name}（${code}，${name}）的机器翻译。仅您可见，尚未发送。`,
  };
  return {
    say: [
      paragraph(bold(title[language])),
      quote(words, words.length),
      ...doubts.map((doubt) => paragraph(doubt)),
      ...(doubts.length > 0 ? [paragraph(editOnly[language])] : []),
    ],
    buttons: [buttons],
    to: "asker",
  };
}

const masked: Record<Language, string> = {
  en: "⚠ Card numbers, passwords and the like were not given to the model: they are masked in the translation.",
  zh: "⚠ 卡号、密码等未提供给模型，在译文中已被隐藏。",
};

const editOnly: Record<Language, string> = {
  en: "So it cannot be sent as it is: take it with “Edit first” and correct it.",
  zh: "因此不可直接发送：请用“修改后发送”并更正。",
};
