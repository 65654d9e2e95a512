import type { Api } from "grammy";
import type { OutboundMessage, SentMessage } from "../../bot/ports/outbound-message.ts";
import { answerPress } from "./answer-press.ts";
import { isRefusedFor, toRepeatableError } from "./errors.ts";
import { inlineKeyboard } from "./keyboard.ts";
import { addressOf } from "./message-id.ts";
import { renderText } from "./render.ts";

/**
 * Puts another text and other buttons in a message of ours; of a file that was sent, its caption. Buttons that are not
 * given disappear. The same content again is success.
 * @throws DeliveryError; a lost answer is `retry`, since the same change twice is one change.
 */
export async function editMessage(api: Api, sent: SentMessage, message: OutboundMessage): Promise<void> {
  const { chatId, messageId } = addressOf(sent);
  const { text, entities } = renderText(message.content);
  const keyboard = inlineKeyboard(message.buttons);
  const markup = keyboard ? { reply_markup: keyboard } : {};
  try {
    if (sent.handle?.["caption"]) {
      await api.editMessageCaption(chatId, messageId, { caption: text, caption_entities: entities, ...markup });
    } else {
      const link_preview_options = { is_disabled: true };
      await api.editMessageText(chatId, messageId, text, { entities, link_preview_options, ...markup });
    }
  } catch (error) {
    const failure = toRepeatableError(error);
    if (!isRefusedFor(failure, "not_modified")) throw failure;
  }
}

/** The same where the edit answers a press: the waiting sign comes off its button. */
export async function editPressed(api: Api, sent: SentMessage, message: OutboundMessage): Promise<void> {
  if (message.respondTo) await answerPress(api, message, { text: "", entities: [] });
  await editMessage(api, sent, message);
}
