import { type Language, otherLanguage } from "../../domain/language/language.ts";
import { onlyIn } from "../../domain/language/only-in.ts";
import { signatureIn } from "../../domain/organisation/set-signature.ts";
import { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { signatureOf, textIn } from "../conduct/opening.ts";
import { wordingOf } from "../conduct/wording.ts";
import type { Block, RichText } from "../ports/rich-text.ts";
import type { Writing } from "./in-traditional.ts";
import type { Receiver } from "./lock-receiver.ts";
import type { OrganisationRules } from "./organisation-rules.ts";

/** What a text carries besides its own words, for the customer to be told once. */
export type Carried = "notice" | "label" | "signature";

export type Sender = { type: "ai" } | { type: "system" } | { type: "agent"; userId: string };

/** What of an organisation's rules decides how a text goes out. */
export type DressRules = Pick<OrganisationRules, "wording" | "openingNotice" | "personSignature"> &
  Partial<Pick<OrganisationRules, "traditional">>;

export interface DressedText {
  content: RichText;
  carries: Carried[];
}

/**
 * A text with what has to stand before it: the organisation's opening notice before the first text of a conversation,
 * the statement that it is automated after each change from a person to the bot, a person's name after each change of
 * person. On top, so that all of it is in the first part when the message is cut. `told` is what they were told before.
 */
export async function dressText(
  scope: OrgScope,
  rules: DressRules,
  text: { content: RichText; language: Language; sender: Sender; writing?: Writing },
  told: Pick<Receiver, "noticeAt" | "automationAt" | "signedBy">,
): Promise<DressedText> {
  const write = text.writing ?? ((words: string) => words);
  const above: [Carried, string][] = [];
  const notice = told.noticeAt === null ? noticeIn(rules, text.language) : null;
  if (notice !== null) above.push(["notice", write(notice)]);
  if (text.sender.type === "agent") {
    const signature =
      told.signedBy === text.sender.userId
        ? null
        : await readSignature(scope, rules, { language: text.language, write }, text.sender.userId);
    if (signature !== null) above.push(["signature", signature]);
  } else if (told.automationAt === null) {
    above.push(["label", write(wordingOf("automation_label", text.language, rules.wording))]);
  }
  return {
    content: [...above.map(([, words]) => inItalics(words)), ...text.content],
    carries: above.map(([what]) => what),
  };
}

/** Notes what a text that goes out tells the customer. After a person's text the bot says anew what it is. */
export async function markTold(
  { trx }: OrgScope,
  conversationId: string,
  { sender, carries, at }: { sender: Sender; carries: Carried[]; at: Date },
): Promise<void> {
  const marks = {
    ...(carries.includes("notice") ? { opening_notice_at: at } : {}),
    ...(carries.includes("label") ? { automation_told_at: at } : {}),
    ...(sender.type === "agent" ? { automation_told_at: null } : {}),
    ...(sender.type === "agent" && carries.includes("signature") ? { signed_by: sender.userId } : {}),
  };
  if (Object.keys(marks).length > 0) await trx("conversations").where({ id: conversationId }).update(marks);
}

/** The opening notice; where it is missing in the customer's language, with a line that says so. */
function noticeIn({ openingNotice }: DressRules, language: Language): string | null {
  const notice = textIn(openingNotice, language);
  if (notice === null || openingNotice[language] !== undefined) return notice;
  return [onlyIn(otherLanguage(language), language), notice].join("\n");
}

async function readSignature(
  { trx, orgId }: OrgScope,
  rules: DressRules,
  { language, write }: { language: Language; write: (words: string) => string },
  userId: string,
): Promise<string | null> {
  const template = textIn(rules.personSignature, language);
  if (template === null) return null;
  const user = await User.query(trx).findOne({ orgId, id: userId });
  if (!user) return null;
  const { publicName, licence } = signatureIn(user.settings);
  // A name stays as its owner writes it.
  return signatureOf(write(template), { name: publicName ?? user.name, licence });
}

function inItalics(text: string): Block {
  return { type: "paragraph", children: [{ type: "italic", children: [{ type: "text", text }] }] };
}
