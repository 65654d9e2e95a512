import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { OutboundMessage, SentMessage } from "../../bot/ports/outbound-message.ts";
import { toReadError } from "./delivery-errors.ts";

/** `metadata.event_type` of everything we post. */
export const DELIVERY_EVENT = "deskhand_delivery";

const PAGE = 200;
const MAX_PAGES = 5;
/** Our clock may run ahead of Slack's. */
const CLOCK_SKEW_MS = 120_000;

const page = z.object({
  messages: z
    .array(
      z.object({
        ts: z.string(),
        metadata: z
          .object({ event_type: z.string(), event_payload: z.object({ delivery_id: z.string().optional() }) })
          .optional()
          .catch(undefined),
        bot_id: z.string().optional(),
        files: z
          .array(z.object({ name: z.string().nullish(), size: z.number().nullish() }))
          .optional()
          .catch(undefined),
      }),
    )
    .default([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
type Candidate = z.infer<typeof page>["messages"][number];

/**
 * What an earlier attempt of this delivery left in the thread or channel, or null. The core waits out our own time
 * limit before it tries again, so absence means that the first attempt failed. Needs the `…:history` scopes.
 * Throws DeliveryError; never `uncertain`, since nothing is sent here.
 */
export async function findSent(client: WebClient, message: OutboundMessage): Promise<SentMessage | null> {
  const isIt = recogniser(message);
  let cursor: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const { messages, response_metadata } = await readPage(client, message, cursor);
    const found = messages.find(isIt);
    if (found) return { externalMessageId: `${message.target.chatId}:${found.ts}` };
    cursor = response_metadata?.next_cursor || undefined;
    if (!cursor) return null;
  }
  return null;
}

async function readPage(client: WebClient, { target, firstAttemptAt }: OutboundMessage, cursor: string | undefined) {
  const { chatId: channel, threadId } = target;
  const window = {
    limit: PAGE,
    include_all_metadata: true,
    ...(firstAttemptAt ? { oldest: ((Date.parse(firstAttemptAt) - CLOCK_SKEW_MS) / 1000).toFixed(6) } : {}),
    ...(cursor ? { cursor } : {}),
  };
  try {
    return page.parse(
      threadId
        ? await client.conversations.replies({ channel, ts: threadId, ...window })
        : await client.conversations.history({ channel, ...window }),
    );
  } catch (error) {
    throw toReadError(error, threadId ? "conversations.replies" : "conversations.history");
  }
}

/**
 * Posts carry our metadata. Uploads cannot, so there the same files from a bot since the first attempt are taken for
 * ours: rather one copy of a statement than two.
 */
function recogniser({ deliveryId, files }: OutboundMessage): (candidate: Candidate) => boolean {
  if (!files || files.length === 0) {
    return ({ metadata }) =>
      metadata?.event_type === DELIVERY_EVENT && metadata.event_payload.delivery_id === deliveryId;
  }
  const wanted = files.map((file) => `${file.name} ${file.bytes.byteLength}`).join("\n");
  return ({ bot_id, files: found = [] }) =>
    bot_id !== undefined && found.map((file) => `${file.name} ${file.size}`).join("\n") === wanted;
}
