import type { Api } from "grammy";
import type { Message } from "grammy/types";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { OutboundMessage, SentMessage } from "../../bot/ports/outbound-message.ts";
import { answerPress } from "./answer-press.ts";
import type { TelegramApis } from "./apis.ts";
import { maxCaptionLength } from "./capabilities.ts";
import { toChatId } from "./chat-id.ts";
import { editMessage } from "./edit.ts";
import { toDeliveryError } from "./errors.ts";
import { externalMessageId } from "./message-id.ts";
import { type Placement, placementOf } from "./placement.ts";
import { type Rendered, renderText } from "./render.ts";
import { sendFile } from "./send-file.ts";

/**
 * Sends one message of at most 4096 units, or one file with the text as its caption. A text too long for a caption
 * (1024) follows the file as a message of its own.
 * @throws DeliveryError
 */
export async function sendMessage(apis: TelegramApis, message: OutboundMessage): Promise<SentMessage> {
  const [file, ...otherFiles] = message.files ?? [];
  if (otherFiles.length > 0) throw new DeliveryError("rejected", "a Telegram message carries at most one file");

  const rendered = renderText(message.content);
  if ((await answerPress(apis.calls, message, rendered)) === "said") return { externalMessageId: null };

  const pressed = message.replacesPressed ? message.respondTo?.["pressed"] : undefined;
  if (pressed !== undefined && !file && (await isReplaced(apis.calls, pressed, message))) {
    return { externalMessageId: pressed };
  }
  const placement = placementOf(message);
  if (!file) return sentAs(await sendText(apis.calls, message, rendered, placement));
  if (rendered.text.length <= maxCaptionLength) {
    return sentAs(await sendFile(apis.uploads, message, file, rendered, placement), { caption: "yes" });
  }
  const { reply_markup: _withTheText, ...bare } = placement;
  const attached = await sendFile(apis.uploads, message, file, { text: "", entities: [] }, bare);
  return sentAs(await sendRest(apis.calls, message, rendered, placement), {
    fileMessageId: String(attached.message_id),
  });
}

/** False where the message can no longer be changed (deleted, too old), so that a new one takes its place. */
async function isReplaced(api: Api, externalMessageId: string, message: OutboundMessage): Promise<boolean> {
  try {
    await editMessage(api, { externalMessageId }, message);
    return true;
  } catch (error) {
    if (error instanceof DeliveryError && error.outcome === "rejected") return false;
    throw error;
  }
}

async function sendText(
  api: Api,
  { target }: OutboundMessage,
  { text, entities }: Rendered,
  placement: Placement,
): Promise<Message> {
  try {
    return await api.sendMessage(toChatId(target.chatId), text, {
      entities,
      // What an approved answer looks like shall not depend on somebody's web page.
      link_preview_options: { is_disabled: true },
      ...placement,
    });
  } catch (error) {
    throw toDeliveryError(error);
  }
}

/** The text after its file. The file is there already, so no failure from here on is one in which nothing happened. */
async function sendRest(
  api: Api,
  message: OutboundMessage,
  rendered: Rendered,
  placement: Placement,
): Promise<Message> {
  try {
    return await sendText(api, message, rendered, placement);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.outcome !== "retry") throw error;
    throw new DeliveryError("uncertain", `the file arrived, its text did not: ${error.message}`, {
      fault: error.fault,
      details: error.details,
    });
  }
}

function sentAs({ chat, message_id }: Message, handle?: Record<string, string>): SentMessage {
  return { externalMessageId: externalMessageId(chat.id, message_id), ...(handle && { handle }) };
}
