import type { WebClient } from "@slack/web-api";
import type { OutboundTarget } from "../../bot/ports/outbound-message.ts";
import { toDeliveryError } from "./delivery-errors.ts";

/**
 * `assistant.threads.setStatus`: a line under a thread that says what the app does, with the scope `chat:write`. Slack takes it
 * away when the app posts in the thread, and after two minutes; empty, it goes at once. A direct message has no thread, so
 * nothing is shown there. Throws DeliveryError.
 */
export function createShowWorking(client: WebClient) {
  return async ({ chatId, threadId }: OutboundTarget, words: string | null): Promise<void> => {
    if (threadId === undefined) return;
    try {
      await client.assistant.threads.setStatus({ channel_id: chatId, thread_ts: threadId, status: words ?? "" });
    } catch (error) {
      throw toDeliveryError(error, "assistant.threads.setStatus");
    }
  };
}
