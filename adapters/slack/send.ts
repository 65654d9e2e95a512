import type { WebClient } from "@slack/web-api";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { OutboundMessage, OutboundTarget, SentMessage } from "../../bot/ports/outbound-message.ts";
import { toDeliveryError } from "./delivery-errors.ts";
import { DELIVERY_EVENT, findSent } from "./find-sent.ts";
import { renderMessage } from "./render.ts";
import type { Respond } from "./respond.ts";
import { sendFiles } from "./send-files.ts";

/**
 * Sends one message. Slack has no idempotency key for posts, so each carries the delivery's id as metadata, and a
 * delivery that was tried before is looked up first. Throws DeliveryError.
 */
export function createSend(client: WebClient, respond: Respond) {
  return async (message: OutboundMessage): Promise<SentMessage> => {
    if (message.respondTo) return respond(message, message.respondTo);
    if (message.attempt > 0) {
      const sent = await findSent(client, message);
      if (sent) return sent;
    }
    return message.files && message.files.length > 0
      ? sendFiles(client, message, message.files)
      : post(client, message);
  };
}

async function post(client: WebClient, message: OutboundMessage): Promise<SentMessage> {
  const { chatId, threadId } = message.target;
  try {
    const answer = await client.chat.postMessage({
      channel: chatId,
      ...renderMessage(message.content, message.buttons),
      ...(threadId ? { thread_ts: threadId } : {}),
      metadata: { event_type: DELIVERY_EVENT, event_payload: { delivery_id: message.deliveryId } },
      // A preview fetches the address, which for a customer's link nobody asked for.
      unfurl_links: false,
      unfurl_media: false,
    });
    if (!answer.ts) throw new DeliveryError("uncertain", "Slack's answer to chat.postMessage has no ts");
    // Posting to a person's id answers with the channel of the direct message.
    return { externalMessageId: `${answer.channel ?? chatId}:${answer.ts}` };
  } catch (error) {
    throw toDeliveryError(error, "chat.postMessage");
  }
}

/** `chat.update`: only for what this app posted. A change that is repeated does no harm. Throws DeliveryError. */
export function createEdit(client: WebClient) {
  return async (sent: SentMessage, message: OutboundMessage): Promise<void> => {
    const { channel, ts } = placeOf(sent);
    try {
      await client.chat.update({ channel, ts, ...renderMessage(message.content, message.buttons) });
    } catch (error) {
      throw toDeliveryError(error, "chat.update");
    }
  };
}

/** `chat.delete`. What is gone already counts as removed. Throws DeliveryError. */
export function createRemove(client: WebClient) {
  return async (sent: SentMessage, _target: OutboundTarget): Promise<void> => {
    const { channel, ts } = placeOf(sent);
    try {
      await client.chat.delete({ channel, ts });
    } catch (error) {
      const failure = toDeliveryError(error, "chat.delete");
      if (failure.details["error"] !== "message_not_found") throw failure;
    }
  };
}

function placeOf({ externalMessageId }: SentMessage): { channel: string; ts: string } {
  const [channel, ts] = externalMessageId?.split(":") ?? [];
  if (!channel || !ts) throw new DeliveryError("rejected", "Answers that only one person saw cannot be changed");
  return { channel, ts };
}
