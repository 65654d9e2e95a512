import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { MissedPlace, MissedWindow } from "../../../bot/ports/catch-up.ts";
import { toReadError } from "../delivery-errors.ts";
import { isLater, ROOTS_DAYS, stampBefore } from "./look-back.ts";

const PAGE = 200;
/** 2,000 people; Slack takes some twenty such calls a minute. */
const MAX_PAGES = 10;

const listed = z.object({
  channels: z.array(z.looseObject({ id: z.string(), is_user_deleted: z.boolean().nullish() })).default([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/**
 * The places that are known, and the direct messages with everybody: a customer may have written for the first time.
 * Threads below a young root are left out, since reading the channel finds those in which somebody wrote.
 */
export async function findPlaces(
  client: WebClient,
  known: readonly MissedPlace[],
  { from }: MissedWindow,
): Promise<MissedPlace[]> {
  const oldestRoot = stampBefore(from, ROOTS_DAYS);
  const channels = new Set(known.filter(({ threadId }) => !threadId).map(({ chatId }) => chatId));
  const worth = known.filter(
    ({ chatId, threadId }) => !threadId || !channels.has(chatId) || !isLater(threadId, oldestRoot),
  );
  const strangers = (await directMessages(client)).filter((chatId) => !channels.has(chatId));
  return [...worth, ...strangers.map((chatId) => ({ chatId }))];
}

async function directMessages(client: WebClient): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const { channels, response_metadata } = await listPage(client, cursor);
    found.push(...channels.filter(({ is_user_deleted }) => !is_user_deleted).map(({ id }) => id));
    cursor = response_metadata?.next_cursor || undefined;
    if (!cursor) break;
  }
  return found;
}

async function listPage(client: WebClient, cursor: string | undefined) {
  try {
    return listed.parse(
      await client.conversations.list({ types: "im", limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }),
    );
  } catch (error) {
    throw toReadError(error, "conversations.list");
  }
}
