import type { Language } from "../../domain/language/language.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ClaimedDelivery } from "../delivery/claim-delivery.ts";
import type { Button } from "../ports/outbound-message.ts";

/** What can be done about a line that went to the wrong place or says the wrong thing, by what the platform can. */
export function recallButtons(
  { adapter }: LiveChannel,
  { messageId, target }: Pick<ClaimedDelivery, "messageId" | "target">,
  language: Language,
): Button[] {
  if (messageId === null) return [];
  const { deletes } = adapter.capabilitiesFor?.(target.chatId) ?? adapter.capabilities;
  const mend = deletes
    ? { id: `recall:${messageId}`, label: { en: "↩ Recall", zh: "↩ 撤回" }[language] }
    : { id: `correct:${messageId}`, label: { en: "Send a correction", zh: "发送更正" }[language] };
  return [mend, { id: `wrong_person:${messageId}`, label: { en: "Wrong person", zh: "发错人" }[language] }];
}
