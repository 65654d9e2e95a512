import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { Source } from "../../knowledge/index.ts";
import type { Button } from "../ports/outbound-message.ts";
import { bold, paragraph, type RichText } from "../ports/rich-text.ts";
import type { DeskView } from "./desk-view.ts";
import { tellThread } from "./tell-thread.ts";

export interface SuggestedAnswer {
  content: RichText;
  /** For an answer from the knowledge. */
  confidence?: number;
  sources?: Source[];
  /** Of what the bot would have said by itself: the rule behind it. */
  why?: string;
  /** The customer's message that it answers. */
  answers: { id: string; sentAt: Date };
  receipt: string;
}

/** Shows the desk alone what could be said to the customer, with buttons to send it as it is or to change it first. */
export async function offerAnswer(scope: OrgScope, desk: DeskView, suggestion: SuggestedAnswer): Promise<void> {
  const id = newId();
  await scope.trx("desk_offers").insert({
    id,
    org_id: scope.orgId,
    conversation_id: desk.conversation.id,
    kind: "answer",
    content: JSON.stringify(suggestion.content),
    details: JSON.stringify({
      confidence: suggestion.confidence ?? null,
      sources: suggestion.sources ?? [],
      why: suggestion.why ?? "suggested answer",
      message: suggestion.answers,
    }),
  });
  await showSuggested(scope, desk, { id, ...suggestion });
}

/** The words of an offered answer with their buttons. */
export async function showSuggested(
  scope: OrgScope,
  desk: DeskView,
  offer: Pick<SuggestedAnswer, "content" | "confidence"> & { id: string; receipt?: string },
): Promise<void> {
  await tellThread(scope, desk, {
    content: [paragraph(bold(titleOf(offer, desk.language))), ...offer.content],
    buttons: [offerButtons(offer.id, desk.language)],
    act: { by: "bot", why: "suggestion", ...(offer.receipt ? { receipt: offer.receipt } : {}) },
  });
}

/** Send as it is, or take the words to change them. */
export function offerButtons(offerId: string, language: Language): Button[] {
  const label = { en: "Send", zh: "发送" }[language];
  return [{ id: `offer_send:${offerId}`, label, style: "primary" }, editButton(offerId, language)];
}

/** Take the words to change them. */
export function editButton(offerId: string, language: Language): Button {
  return { id: `offer_edit:${offerId}`, label: { en: "Edit first", zh: "修改后发送" }[language] };
}

function titleOf({ confidence }: Pick<SuggestedAnswer, "confidence">, language: Language): string {
  const sure = confidence === undefined ? "" : ` · ${Math.round(confidence * 100)} %`;
  return `${{ en: "💡 Suggested, not sent", zh: "💡 建议回复，未发送" }[language]}${sure}`;
}
