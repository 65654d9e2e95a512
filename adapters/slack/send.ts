import type { WebClient } from "@slack/web-api";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { OutboundMessage, OutboundTarget, SentMessage } from "../../bot/ports/outbound-message.ts";
import { toDeliveryError } from "./delivery-errors.ts";
import { findSent } from "./find-sent.ts";
import { post } from "./post.ts";
import { renderMessage } from "./render.ts";
import type { Respond } from "./respond.ts";
import { sendFiles } from "./send-files.ts";
import { sendOnlyFor } from "./send-only-for.ts";

/**
 * Sends one message. Slack has no idempotency key for posts, so each carries the delivery's id as metadata, and a
 * delivery that was tried before is looked up first. Throws DeliveryError.
 */
export function createSend(client: WebClient, respond: Respond) {
  return async (message: OutboundMessage): Promise<SentMessage> => {
    const { respondTo, target } = message;
    // An answer is seen by who asked; for anybody else it is no answer.
    if (respondTo && (!target.onlyFor || target.onlyFor === respondTo["user"])) return respond(message, respondTo);
    if (target.onlyFor) return sendOnlyFor(client, message, target.onlyFor);
    if (message.attempt > 0) {
      const sent = await findSent(client, message);
      if (sent) return sent;
    }
    return message.files && message.files.length > 0
      ? sendFiles(client, message, message.files)
      : post(client, message);
  };
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
