import type { WebClient } from "@slack/web-api";
import type { OpenedThread } from "../../bot/ports/adapter.ts";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { OutboundMessage, SentMessage } from "../../bot/ports/outbound-message.ts";

/**
 * Posts the thread's root, which is all that a thread of Slack is: `title` is not shown, since the message says what
 * it is about. As with every post, an attempt that was made before is looked up first. Throws DeliveryError.
 */
export function createOpenThread(client: WebClient, send: (message: OutboundMessage) => Promise<SentMessage>) {
  return async (_title: string, message: OutboundMessage): Promise<OpenedThread> => {
    const { respondTo: _asked, replyTo: _answered, target, ...root } = message;
    const sent = await send({ ...root, target: { chatId: target.chatId } });
    const [channel, ts] = sent.externalMessageId?.split(":") ?? [];
    if (!channel || !ts) {
      throw new DeliveryError("uncertain", "Slack does not say where the thread begins; the next attempt looks for it");
    }
    const url = await permalink(client, channel, ts);
    return { threadId: ts, sent, ...(url ? { url } : {}) };
  };
}

/** The thread is open by now: that nobody knows its address must not make it look as if it were not. */
async function permalink(client: WebClient, channel: string, message_ts: string): Promise<string | undefined> {
  const answer = await client.chat.getPermalink({ channel, message_ts }).catch(() => undefined);
  return answer?.permalink;
}
