import type { WebClient } from "@slack/web-api";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { RespondTo } from "../../bot/ports/inbound-event.ts";
import type { OutboundMessage, SentMessage } from "../../bot/ports/outbound-message.ts";
import { ofNetwork, ofStatus } from "./delivery-errors.ts";
import { openDirect, postEphemeral } from "./ephemeral.ts";
import { renderMessage } from "./render.ts";
import { sendFiles } from "./send-files.ts";
import type { SlackSettings } from "./settings.ts";
import { isSlackAddress, responseHosts } from "./slack-hosts.ts";
import { REQUEST_TIMEOUT_MS } from "./web-client.ts";

export type Respond = (message: OutboundMessage, to: RespondTo) => Promise<SentMessage>;

/**
 * Answers a command or button so that only the person who asked sees it: through the response_url, which also works
 * where the bot is no member, and after its half hour or five uses by an ephemeral message. What was asked in a thread
 * is answered there by an ephemeral message at once: a response_url answers beside the thread, in the channel
 * (slackapi/bolt-js#963, node-slack-sdk#674), unless it takes the place of the message that was pressed. Neither has an
 * id, and neither can be looked up, so a repeated attempt may show twice. Files cannot be ephemeral; they go to the
 * person's direct messages. Throws DeliveryError.
 */
export function createRespond(client: WebClient, settings: SlackSettings): Respond {
  return async (message, to) => {
    if (message.files && message.files.length > 0) {
      const chatId = await openDirect(client, asked(to).user);
      return sendFiles(client, { ...message, target: { chatId } }, message.files);
    }
    const ephemeral = () => postEphemeral(client, message, { ...asked(to), threadTs: to["threadTs"] });
    const url = to["responseUrl"];
    const isAnswerable = url !== undefined && isSlackAddress(url, responseHosts, settings.api_url);
    const isReplacing = message.replacesPressed === true && to["ownMessage"] !== undefined;
    if (isAnswerable && to["inThread"] && !isReplacing && (await isDone(ephemeral))) return { externalMessageId: null };
    if (!isAnswerable || !(await answer(url, message, isReplacing))) await ephemeral();
    return { externalMessageId: null };
  };
}

/** False where the bot may not post, so that only the response_url is left. */
async function isDone(ephemeral: () => Promise<void>): Promise<boolean> {
  try {
    await ephemeral();
    return true;
  } catch (error) {
    if (error instanceof DeliveryError && outsideErrors.has(String(error.details["error"]))) return false;
    throw error;
  }
}

const outsideErrors = new Set(["channel_not_found", "not_in_channel", "user_not_in_channel"]);

/** False when the address is used up or expired ("Handling user interaction": five answers within 30 minutes). */
async function answer(url: string, message: OutboundMessage, isReplacing: boolean): Promise<boolean> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify({
      response_type: "ephemeral",
      replace_original: isReplacing,
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

function asked(to: RespondTo): { user: string; channel: string } {
  const { user, channel } = to;
  if (!user || !channel) throw new DeliveryError("rejected", "The answer names no person and channel to go to");
  return { user, channel };
}
