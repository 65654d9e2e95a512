import type { Language } from "../../domain/language/language.ts";
import type { Attachment } from "../ports/inbound-event.ts";
import type { Button } from "../ports/outbound-message.ts";

/** As many as a card takes everywhere beside another button. */
const MAX_BUTTONS = 5;

/** A button for each file of a message that can be opened. */
export function openButtons(messageId: string, attachments: readonly Attachment[], language: Language): Button[] {
  const files = attachments.flatMap(({ ref }, index) => (ref ? [index] : []));
  const label = { en: "Open", zh: "打开" }[language];
  return files.slice(0, MAX_BUTTONS).map((index, place) => ({
    id: `file_open:${messageId}:${index}`,
    label: files.length > 1 ? `${label} ${place + 1}` : label,
  }));
}
