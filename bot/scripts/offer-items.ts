import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { Button } from "../ports/outbound-message.ts";
import { type Block, bold, paragraph, plainText, quote, type RichText } from "../ports/rich-text.ts";
import type { ScriptItem } from "./script-item.ts";

export interface OfferTo {
  /** Null: nobody can be written to, so the words are only shown. */
  conversationId: string | null;
  /** Whose offers they are; null: of whoever has the conversation. */
  userId: string | null;
  /** Of who reads this, not of the words. */
  language: Language;
}

/** The words one under the other, as offers where they may be sent: a row of buttons each. */
export async function offerItems(
  scope: OrgScope,
  items: readonly ScriptItem[],
  to: OfferTo,
): Promise<{ content: RichText; buttons: Button[][] }> {
  const content: Block[] = [];
  const buttons: Button[][] = [];
  for (const [index, item] of items.entries()) {
    const number = items.length > 1 ? index + 1 : null;
    content.push(paragraph(bold(`${number === null ? "" : `${number}. `}${item.title}`), noteOf(item, to.language)));
    content.push(quote(item.text));
    if (item.script === null || to.conversationId === null) continue;
    const id = await insertOffer(scope, item, item.script, { ...to, conversationId: to.conversationId });
    buttons.push(buttonsOf(id, item, number, to.language));
  }
  return { content, buttons };
}

function noteOf({ missing, note }: ScriptItem, language: Language): string {
  const said = note ? ` · ${note[language]}` : "";
  if (missing.length === 0) return said;
  const list = missing.join(", ");
  return `${said}${{ en: ` · cannot be sent as it is: ${list} is missing`, zh: ` · 不可直接发送：缺少 ${list}` }[language]}`;
}

async function insertOffer(
  scope: OrgScope,
  { text }: ScriptItem,
  script: NonNullable<ScriptItem["script"]>,
  to: OfferTo,
): Promise<string> {
  const id = newId();
  await scope.trx("desk_offers").insert({
    id,
    org_id: scope.orgId,
    conversation_id: to.conversationId,
    kind: "script",
    user_id: to.userId,
    content: JSON.stringify(plainText(text)),
    details: JSON.stringify({ script }),
  });
  return id;
}

/** The same ids as under a suggested answer; numbered, because several stand under one message. */
function buttonsOf(offerId: string, { missing }: ScriptItem, number: number | null, language: Language): Button[] {
  const which = number === null ? "" : ` ${number}`;
  const zh = language === "zh";
  const edit: Button = { id: `offer_edit:${offerId}`, label: zh ? `修改后发送${which}` : `Edit${which} first` };
  if (missing.length > 0) return [edit];
  return [{ id: `offer_send:${offerId}`, label: zh ? `发送${which}` : `Send${which}`, style: "primary" }, edit];
}
