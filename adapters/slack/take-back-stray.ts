import type { WebClient } from "@slack/web-api";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import { toDeliveryError } from "./delivery-errors.ts";

/**
 * Slack does not refuse a post to a thread whose root is gone: it puts the message into the channel, and only the
 * missing `thread_ts` of the answer tells (slack-go/slack#1571). Such a message is taken back, so that a new thread
 * can have it; gives the error to throw. Where taking back fails, `details.stray` says what is left in the channel.
 */
export async function takeBackStray(
  client: WebClient,
  { channel, ts }: { channel: string; ts: string },
): Promise<DeliveryError> {
  const left = await client.chat.delete({ channel, ts }).then(
    () => undefined,
    (error: unknown) => toDeliveryError(error, "chat.delete"),
  );
  return new DeliveryError("rejected", "The thread is gone: Slack put the message into the channel", {
    fault: "thread_gone",
    details: left ? { stray: `${channel}:${ts}`, ...left.details } : {},
  });
}
