import { z } from "zod";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { OutboundMessage, OutboundTarget, SentMessage } from "../../bot/ports/outbound-message.ts";
import type { WecomApi } from "./api.ts";
import { cardText, MAX_CARD_BUTTONS, templateCard } from "./app-card.ts";
import { readChatId } from "./chat-address.ts";
import { buttonsOf } from "./message-parts.ts";

const Done = z.unknown();

/**
 * Changes a card for everybody who received it (更新模版卡片消息, path 94888). Needs a code that works once within 72
 * hours: the one of the press that is answered, else the one that came back when the card was sent.
 * Anything but a card cannot be changed: rejected.
 */
export async function editApp(
  sent: SentMessage,
  message: OutboundMessage,
  { api, agentId }: { api: WecomApi; agentId: string },
): Promise<void> {
  const code = message.respondTo?.["responseCode"] ?? sent.handle?.["responseCode"];
  if (!code) throw new DeliveryError("rejected", "WeCom changes only cards with buttons");
  const buttons = buttonsOf(message, MAX_CARD_BUTTONS);
  const body = {
    atall: 1,
    agentid: Number(agentId),
    response_code: code,
    template_card: templateCard(cardText(message.content).card, buttons),
  };
  await api.call("message/update_template_card", body, Done, "shows");
}

/** Takes back what the app sent within the last 24 hours (撤回应用消息, path 94867). */
export async function removeApp(sent: SentMessage, target: OutboundTarget, api: WecomApi): Promise<void> {
  if (readChatId(target.chatId).kind === "kf") {
    throw new DeliveryError("rejected", "微信客服 has no way to take a message back");
  }
  const listed = sent.handle?.["messageIds"] ?? sent.externalMessageId ?? "";
  const ids = listed.split(",").filter((id) => id !== "");
  if (ids.length === 0) throw new DeliveryError("rejected", "WeCom gave no id for this message");
  for (const msgid of ids) await api.call("message/recall", { msgid }, Done);
}
