import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { Receipt } from "../../../bot/ports/adapter.ts";
import type { MissedPlace, MissedWindow } from "../../../bot/ports/catch-up.ts";
import { isDirect } from "../chat-ref.ts";
import { toReadError } from "../delivery-errors.ts";
import type { IdentitySource, SlackIdentity } from "../identity.ts";
import { receiptOf } from "../receipt-of.ts";
import { readEnvelope } from "../wire.ts";
import { EDITED_THREADS_DAYS, isLater, ROOTS_DAYS, stampAfter, stampBefore } from "./look-back.ts";

/** "We recommend no more than 200 results at a time" (conversations.history). */
const PAGE = 200;
/** History comes newest first, and what is worked first cannot be taken back: so many pages of a place are read together. */
const PAGES_TOGETHER = 5;

const stamp = z.string().regex(/^\d{1,12}\.\d{1,9}$/);
const said = z.looseObject({
  ts: stamp,
  thread_ts: stamp.nullish(),
  user: z.string().nullish(),
  bot_id: z.string().nullish(),
  subtype: z.string().nullish(),
  edited: z.looseObject({ ts: stamp }).nullish(),
  latest_reply: stamp.nullish(),
});
type Said = z.infer<typeof said>;

const page = z.object({
  messages: z.array(z.unknown()).default([]),
  response_metadata: z.looseObject({ next_cursor: z.string().nullish() }).nullish(),
});

/** A chat or thread, or much of it: what was said or edited since, and where else to look. */
export async function readHistory(
  client: WebClient,
  identity: IdentitySource,
  place: MissedPlace,
  window: MissedWindow,
): Promise<{ receipts: Receipt[]; places: MissedPlace[] }> {
  const self = await identity.get();
  const { messages, next } = await callPages(client, place, window);
  // What has not the documented shape is left out: the others must not be lost for it.
  const read = messages
    .flatMap((message) => said.safeParse(message).data ?? [])
    .toSorted((left, right) => Number(left.ts) - Number(right.ts));
  const since = stampBefore(window.from, 0);
  const receipts = read.flatMap((message) => receiptsOf(message, place.chatId, since, self));
  const alive = stampBefore(window.from, EDITED_THREADS_DAYS);
  const threads = place.threadId ? [] : read.filter(({ latest_reply }) => latest_reply && isLater(latest_reply, alive));
  return {
    receipts,
    places: [...threads.map(({ ts }) => ({ chatId: place.chatId, threadId: ts })), ...(next ? [next] : [])],
  };
}

/** Several pages of a place, and where to read on. */
async function callPages(
  client: WebClient,
  place: MissedPlace,
  window: MissedWindow,
): Promise<{ messages: unknown[]; next: MissedPlace | null }> {
  const all: unknown[] = [];
  let from = place;
  for (let pages = 0; pages < PAGES_TOGETHER; pages++) {
    const { messages, response_metadata } = await callPage(client, from, window);
    all.push(...messages);
    const cursor = response_metadata?.next_cursor;
    if (!cursor) return { messages: all, next: null };
    from = { ...place, cursor };
  }
  return { messages: all, next: from };
}

async function callPage(client: WebClient, { chatId, threadId, cursor }: MissedPlace, { from, to }: MissedWindow) {
  const asked = {
    channel: chatId,
    limit: PAGE,
    oldest: stampBefore(from, ROOTS_DAYS),
    latest: stampAfter(to),
    ...(cursor === undefined ? {} : { cursor }),
  };
  try {
    return page.parse(
      threadId
        ? await client.conversations.replies({ ...asked, ts: threadId })
        : await client.conversations.history(asked),
    );
  } catch (error) {
    throw toReadError(error, threadId ? "conversations.replies" : "conversations.history");
  }
}

/** What people said since, and what they changed since. Apps' posts are nobody's words, ours least of all. */
function receiptsOf(message: Said, channel: string, since: string, self: SlackIdentity): Receipt[] {
  if (message.bot_id || !message.user || message.user === self.botUserId) return [];
  const { latest_reply: _latest, ...body } = message;
  const inner = { ...body, type: "message", channel, ...(isDirect(channel) ? { channel_type: "im" } : {}) };
  const edited = message.edited?.ts;
  return [
    ...(isLater(message.ts, since) ? [receiptFor({ ...inner, event_ts: message.ts }, self)] : []),
    ...(edited && isLater(edited, since) ? [receiptFor(editOf(inner, edited), self)] : []),
  ];
}

function editOf({ channel, ...message }: Record<string, unknown> & { channel: string }, editedTs: string) {
  const { channel_type } = message;
  const change = { type: "message", subtype: "message_changed", message, channel, ts: editedTs, event_ts: editedTs };
  return channel_type === undefined ? change : { ...change, channel_type };
}

/** In the envelope of an event, so that everything behind reads it as one. Its id says that Slack never sent it. */
function receiptFor(event: Record<string, unknown>, { teamId }: SlackIdentity): Receipt {
  const envelope = {
    type: "event_callback",
    event_id: `history:${event["channel"]}:${event["event_ts"]}`,
    team_id: teamId,
    event,
  };
  return receiptOf(readEnvelope(envelope), JSON.stringify(envelope));
}
