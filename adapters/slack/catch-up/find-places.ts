import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { FoundPlaces, MissedPlace, MissedWindow } from "../../../bot/ports/catch-up.ts";
import { DeliveryError } from "../../../bot/ports/delivery-error.ts";
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
): Promise<FoundPlaces> {
  const oldestRoot = stampBefore(from, ROOTS_DAYS);
  const channels = new Set(known.filter(({ threadId }) => !threadId).map(({ chatId }) => chatId));
  const worth = known.filter(
    ({ chatId, threadId }) => !threadId || !channels.has(chatId) || !isLater(threadId, oldestRoot),
  );
  const { found, unfound } = await directMessages(client);
  const strangers = found.filter((chatId) => !channels.has(chatId)).map((chatId) => ({ chatId }));
  return { places: [...worth, ...strangers], ...(unfound ? { unfound } : {}) };
}

/** As many as Slack lists. A refusal says nothing of the places that are known: those are read all the same. */
async function directMessages(client: WebClient): Promise<{ found: string[]; unfound?: DeliveryError }> {
  const found: string[] = [];
  let cursor: string | undefined;
  try {
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const { channels, response_metadata } = await listPage(client, cursor);
      found.push(...channels.filter(({ is_user_deleted }) => !is_user_deleted).map(({ id }) => id));
      cursor = response_metadata?.next_cursor || undefined;
      if (!cursor) break;
    }
  } catch (error) {
    if (error instanceof DeliveryError && error.outcome === "rejected") return { found, unfound: error };
    throw error;
  }
  return { found };
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
