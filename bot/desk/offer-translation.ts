import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { Button } from "../ports/outbound-message.ts";
import type { RichText } from "../ports/rich-text.ts";
import { editButton, offerButtons } from "./offer-answer.ts";

export interface OfferedTranslation {
  conversationId: string;
  /** Whose words were translated: theirs alone is the offer. */
  userId: string;
  content: RichText;
  /** What it was made from and by. */
  details: { source: string; to: Language; model: string; missing: string[]; added: string[] };
  /** False: it has to be changed before it is sent. */
  isSure: boolean;
  /** Of who reads the buttons. */
  language: Language;
}

/** Keeps a translation as an offer; gives the buttons under it. */
export async function offerTranslation(
  scope: OrgScope,
  { conversationId, userId, content, details, isSure, language }: OfferedTranslation,
): Promise<{ buttons: Button[] }> {
  const id = newId();
  await scope.trx("desk_offers").insert({
    id,
    org_id: scope.orgId,
    conversation_id: conversationId,
    kind: "translation",
    user_id: userId,
    content: JSON.stringify(content),
    details: JSON.stringify(details),
  });
  return { buttons: isSure ? offerButtons(id, language) : [editButton(id, language)] };
}
