import type { ChatPostMessageResponse, WebClient } from "@slack/web-api";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { OutboundMessage, SentMessage } from "../../bot/ports/outbound-message.ts";
import { toDeliveryError } from "./delivery-errors.ts";
import { DELIVERY_EVENT } from "./find-sent.ts";
import { renderMessage } from "./render.ts";
import { takeBackStray } from "./take-back-stray.ts";

/**
 * `chat.postMessage` with the delivery's id as metadata, so that `findSent` can tell it. To a person's id it goes to
 * their direct messages. Throws DeliveryError.
 */
export async function post(client: WebClient, message: OutboundMessage): Promise<SentMessage> {
  const { chatId, threadId } = message.target;
  const answer = await ask(client, message);
  if (!answer.ts) throw new DeliveryError("uncertain", "Slack's answer to chat.postMessage has no ts");
  // Posting to a person's id answers with the channel of the direct message.
  const channel = answer.channel ?? chatId;
  if (threadId && answer.message && !answer.message.thread_ts) {
    throw await takeBackStray(client, { channel, ts: answer.ts });
  }
  return { externalMessageId: `${channel}:${answer.ts}` };
}

async function ask(client: WebClient, message: OutboundMessage): Promise<ChatPostMessageResponse> {
  const { chatId, threadId } = message.target;
  try {
    return await client.chat.postMessage({
      channel: chatId,
      ...renderMessage(message.content, message.buttons),
      ...(threadId ? { thread_ts: threadId } : {}),
      metadata: { event_type: DELIVERY_EVENT, event_payload: { delivery_id: message.deliveryId } },
      // A preview fetches the address, which for a customer's link nobody asked for.
      unfurl_links: false,
      unfurl_media: false,
    });
  } catch (error) {
    throw toDeliveryError(error, "chat.postMessage");
  }
}
