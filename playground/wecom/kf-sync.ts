import { z } from "zod";
import { type ApiCall, bodyOf } from "./api-call.ts";
import { errcodes, WecomRefusal } from "./errcodes.ts";
import { accountOf, type World } from "./world.ts";

/** 接收消息和事件 (path 94670). */
const KEPT_MS = 3 * 24 * 3_600_000;
const BELL_TOKEN_MS = 10 * 60_000;
const MAX_LIMIT = 1000;

const SyncBody = z.object({
  open_kfid: z.string(),
  cursor: z.string().optional(),
  token: z.string().optional(),
  limit: z.number().min(1).max(MAX_LIMIT).default(MAX_LIMIT),
});

/** What came to the accounts, page by page. */
export interface KfSync {
  page(call: ApiCall): { next_cursor: string; has_more: number; msg_list: object[] };
  /** A token as a bell carries it, good for ten minutes. */
  newBellToken(): string;
  /** The next pages are empty although more follows, as happens when other accounts' items are filtered out. */
  insertEmptyPages(count: number): void;
  /** Calls without a bell's token that are still let through before 45009; unlimited at first. */
  limitTokenless(calls: number): void;
}

export function createKfSync(world: World): KfSync {
  const bellTokens = new Map<string, number>();
  let emptyPages = 0;
  let tokenless = Number.POSITIVE_INFINITY;

  const admit = (token: string | undefined): void => {
    if (token === undefined) {
      if (tokenless <= 0) throw new WecomRefusal(errcodes.tooMany);
      tokenless -= 1;
    } else if ((bellTokens.get(token) ?? 0) <= world.now()) {
      throw new WecomRefusal(errcodes.invalidBellToken);
    }
  };

  return {
    page: (call) => {
      const body = bodyOf(call, SyncBody);
      const { items } = accountOf(world, body.open_kfid);
      admit(body.token);
      const oldest = (world.now() - KEPT_MS) / 1000;
      const first = items.findIndex((item) => item.send_time >= oldest);
      const start = Math.max(positionOf(body.cursor, world.numbersFrom), first < 0 ? items.length : first);
      if (emptyPages > 0) {
        emptyPages -= 1;
        return { next_cursor: `cursor-${world.numbersFrom + start}-${world.nextNumber()}`, has_more: 1, msg_list: [] };
      }
      const msg_list = items.slice(start, start + body.limit);
      const end = start + msg_list.length;
      return { next_cursor: `cursor-${world.numbersFrom + end}`, has_more: end < items.length ? 1 : 0, msg_list };
    },
    newBellToken: () => {
      const token = `bell-${world.nextNumber()}`;
      bellTokens.set(token, world.now() + BELL_TOKEN_MS);
      return token;
    },
    insertEmptyPages: (count) => {
      emptyPages += count;
    },
    limitTokenless: (calls) => {
      tokenless = calls;
    },
  };
}

/** A cursor from before this emulator's start stands before its first item. */
const positionOf = (cursor: string | undefined, numbersFrom: number): number =>
  Math.max(0, Number(/^cursor-(\d+)/.exec(cursor ?? "")?.[1] ?? 0) - numbersFrom);
