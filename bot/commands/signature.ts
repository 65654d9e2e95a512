import type { Language } from "../../domain/language/language.ts";
import { isPublicName, type Signature, setSignature, signatureIn } from "../../domain/organisation/set-signature.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { User } from "../../domain/organisation/user.ts";
import { signatureOf, textIn } from "../conduct/opening.ts";
import { checkClaims } from "../conduct/prohibited-claims.ts";
import { type OrganisationRules, readRules } from "../converse/organisation-rules.ts";
import { refuse } from "../desk/refuse.ts";
import { plainText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";

/**
 * Shows, and sets, the name that customers read when this person writes to them. The licence is the organisation's to
 * set.
 */
export const signature: Command = {
  name: "signature",
  words: ["署名", "签名"],
  permission: "conversation.take",
  usage: "[NAME|none]",
  description: {
    en: "Show or set the name that customers read when you write to them",
    zh: "查看或设置您对客户显示的姓名",
  },
  run: async ({ scope, staff, language }, args) => {
    const user = await User.query(scope.trx).findById(staff.userId).throwIfNotFound();
    const rules = readRules(await loadSettings(scope));
    const wanted = args.trim().replace(/\s+/gu, " ");
    if (wanted === "") return plainText(shown(user.name, signatureIn(user.settings), rules, language));
    const publicName = noneWords.has(wanted.toLowerCase()) ? null : wanted;
    if (publicName !== null && !isPublicName(publicName)) {
      return refuse("signature", {
        en: "A name of at most 60 letters, figures, spaces and . , ' · -: /signature Li Wei; /signature none takes it away.",
        zh: "署名最多 60 个字，只含文字、数字、空格和 . , ' · -：/署名 李伟；/署名 无 则取消。",
      });
    }
    if (publicName !== null && !checkClaims(publicName, rules.claims).ok) {
      return refuse("signature", {
        en: "That name makes a prohibited claim. Choose your name as customers should know it.",
        zh: "该署名含有禁止的承诺。请使用客户可识别的姓名。",
      });
    }
    const after = await setSignature(scope, { userId: staff.userId }, staff.userId, { publicName });
    return plainText(shown(user.name, after, rules, language));
  },
};

const noneWords = new Set(["none", "-", "无"]);

function shown(name: string, kept: Signature, rules: OrganisationRules, language: Language): string {
  const told = { name: kept.publicName ?? name, licence: kept.licence };
  const template = textIn(rules.personSignature, language);
  if (template === null) {
    return {
      en: `Customers would know you as ${told.name}. Your organisation tells them no names (setting conduct.person_signature).`,
      zh: `客户将看到的署名：${told.name}。本机构目前不向客户显示员工姓名（设置 conduct.person_signature）。`,
    }[language];
  }
  const line = signatureOf(template, told);
  return { en: `Customers read: ${line}`, zh: `客户看到：${line}` }[language];
}
