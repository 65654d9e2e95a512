import type { WebClient } from "@slack/web-api";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { RespondTo } from "../../bot/ports/inbound-event.ts";
import type { OutboundMessage, SentMessage } from "../../bot/ports/outbound-message.ts";
import { ofNetwork, ofStatus, toDeliveryError } from "./delivery-errors.ts";
import { renderMessage } from "./render.ts";
import { sendFiles } from "./send-files.ts";
import type { SlackSettings } from "./settings.ts";
import { isSlackAddress, responseHosts } from "./slack-hosts.ts";
import { REQUEST_TIMEOUT_MS } from "./web-client.ts";

export type Respond = (message: OutboundMessage, to: RespondTo) => Promise<SentMessage>;

/**
 * Answers a command or button so that only the person who asked sees it: through the response_url, which also works
 * where the bot is no member, and after its half hour or five uses by an ephemeral message. Neither has an id, and
 * neither can be looked up, so a repeated attempt may show twice. Files cannot be ephemeral; they go to the person's
 * direct messages. Throws DeliveryError.
 */
export function createRespond(client: WebClient, settings: SlackSettings): Respond {
  return async (message, to) => {
    if (message.files && message.files.length > 0) {
      const chatId = await directChannel(client, to);
      return sendFiles(client, { ...message, target: { chatId } }, message.files);
    }
    const url = to["responseUrl"];
    const answered = url && isSlackAddress(url, responseHosts, settings.api_url) && (await answer(url, message));
    if (!answered) await postEphemeral(client, message, to);
    return { externalMessageId: null };
  };
}

/** False when the address is used up or expired ("Handling user interaction": five answers within 30 minutes). */
async function answer(url: string, message: OutboundMessage): Promise<boolean> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify({
      response_type: "ephemeral",
      replace_original: false,
      ...renderMessage(message.content, message.buttons),
    }),
    redirect: "error",
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw ofNetwork(error, "response_url");
  });
  await response.body?.cancel();
  if (response.status === 429) {
    const seconds = Number(response.headers.get("retry-after") ?? "1");
    throw new DeliveryError("retry", "Slack refused response_url: ratelimited", {
      fault: "rate_limited",
      retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : 1000,
    });
  }
  if (response.status >= 500) throw ofStatus(response.status, "response_url");
  return response.ok;
}

async function postEphemeral(client: WebClient, message: OutboundMessage, to: RespondTo): Promise<void> {
  const { user, channel } = asked(to);
  const threadTs = to["threadTs"];
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

async function directChannel(client: WebClient, to: RespondTo): Promise<string> {
  try {
    const { channel } = await client.conversations.open({ users: asked(to).user });
    if (channel?.id) return channel.id;
  } catch (error) {
    throw toDeliveryError(error, "conversations.open");
  }
  throw new DeliveryError("rejected", "Slack opened no direct message with the person who asked");
}

function asked(to: RespondTo): { user: string; channel: string } {
  const { user, channel } = to;
  if (!user || !channel) throw new DeliveryError("rejected", "The answer names no person and channel to go to");
  return { user, channel };
}
