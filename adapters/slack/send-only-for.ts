import type { WebClient } from "@slack/web-api";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { OutboundMessage, SentMessage } from "../../bot/ports/outbound-message.ts";
import { isDirect } from "./chat-ref.ts";
import { openDirect, postEphemeral } from "./ephemeral.ts";
import { post } from "./post.ts";
import { sendFiles } from "./send-files.ts";

/**
 * Shows a message to one person alone: in the channel or thread where they are a member of it, else in their direct
 * messages. Files cannot be ephemeral, so they always go there. A direct message is private as it is, and stays.
 * An ephemeral message has no id and cannot be looked up, so a repeated attempt may show twice. Throws DeliveryError.
 */
export async function sendOnlyFor(client: WebClient, message: OutboundMessage, person: string): Promise<SentMessage> {
  const { chatId } = message.target;
  if (message.files && message.files.length > 0) {
    const direct = await openDirect(client, person);
    return sendFiles(client, { ...message, target: { chatId: direct } }, message.files);
  }
  if (isDirect(chatId) || chatId === person) return post(client, { ...message, target: { chatId } });
  try {
    await postEphemeral(client, message, { user: person, channel: chatId, threadTs: shownThread(message) });
    return { externalMessageId: null };
  } catch (error) {
    if (!isOutside(error)) throw error;
    return post(client, { ...message, target: { chatId: person } });
  }
}

/**
 * The thread in which the message can be seen. A line at top level is the root of a thread without replies, in which
 * Slack shows nothing to one person ("chat.postEphemeral, thread_ts"): what answers it stands beside it.
 */
function shownThread({ target: { chatId, threadId }, replyTo }: OutboundMessage): string | undefined {
  return replyTo === `${chatId}:${threadId}` ? undefined : threadId;
}

/** Whoever is no member of a channel is shown nothing in it. */
function isOutside(error: unknown): boolean {
  return error instanceof DeliveryError && error.details["error"] === "user_not_in_channel";
}
