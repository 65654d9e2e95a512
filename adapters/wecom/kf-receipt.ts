import { createHash } from "node:crypto";
import { z } from "zod";
import type { Receipt } from "../../bot/ports/adapter.ts";
import { kfChat } from "./chat-address.ts";

/** Past the year 5000: what is above is no time. */
const MAX_SECONDS = 100_000_000_000;

const Keys = z.looseObject({
  msgid: z.string().min(1).max(128),
  external_userid: z.string().max(128).optional(),
  send_time: z.number().int().positive().max(MAX_SECONDS).optional().catch(undefined),
  event: z.looseObject({ external_userid: z.string().max(128).optional() }).optional(),
});

/**
 * One item of `kf/sync_msg` as a receipt of its own. Its id begins with `kf:`, so that it cannot meet one of the app.
 * The ids of an event stand inside of it, those of a message outside.
 */
export function kfReceipt(openKfId: string, item: unknown): Receipt {
  const raw = JSON.stringify(item);
  const keys = Keys.safeParse(item).data;
  if (!keys) return { externalId: `kf:${openKfId}:hash-${sha256(raw)}`, chat: kfChat(openKfId).key, raw };
  return {
    externalId: `kf:${openKfId}:${keys.msgid}`,
    chat: kfChat(openKfId, keys.external_userid ?? keys.event?.external_userid).key,
    raw,
    ...(keys.send_time ? { position: keys.send_time * 1000 } : {}),
  };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
