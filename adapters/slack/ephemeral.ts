import type { WebClient } from "@slack/web-api";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { OutboundMessage } from "../../bot/ports/outbound-message.ts";
import { toDeliveryError } from "./delivery-errors.ts";
import { renderMessage } from "./render.ts";

export interface OneReader {
  user: string;
  channel: string;
  /** Slack shows it only in a thread that has a reply already ("chat.postEphemeral, thread_ts"). */
  threadTs?: string | undefined;
}

/** `chat.postEphemeral`: shown to one member of a channel, kept nowhere and without an id. Throws DeliveryError. */
export async function postEphemeral(client: WebClient, message: OutboundMessage, to: OneReader): Promise<void> {
  const { user, channel, threadTs } = to;
  try {
    await client.chat.postEphemeral({
      channel,
      user,
      ...(threadTs ? { thread_ts: threadTs } : {}),
      ...renderMessage(message.content, message.buttons),
    });
  } catch (error) {
    throw toDeliveryError(error, "chat.postEphemeral");
  }
}

/** The channel of a person's direct messages with the bot. Throws DeliveryError. */
export async function openDirect(client: WebClient, user: string): Promise<string> {
  try {
    const { channel } = await client.conversations.open({ users: user });
    if (channel?.id) return channel.id;
  } catch (error) {
    throw toDeliveryError(error, "conversations.open");
  }
  throw new DeliveryError("rejected", "Slack opened no direct message with the person");
}
