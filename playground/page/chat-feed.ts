import { setTimeout as wait } from "node:timers/promises";
import type { TelegramEmulator } from "../telegram/index.ts";
import type { Turn } from "./describe-turn.ts";
import type { EventStream } from "./event-stream.ts";

export interface ChatFeed {
  /** Sends a page all that happens in a chat from now on. */
  join(chatId: number, stream: EventStream): void;
  leave(chatId: number, stream: EventStream): void;
  readonly size: number;
  /** Ends every stream. */
  close(): Promise<void>;
}

interface FeedDeps {
  emulator: TelegramEmulator;
  readTurn(chatId: number): Promise<Turn | null>;
  onError(error: unknown): void;
}

const LOOK_EVERY_MS = 120;
/** What is stored after the last word (a file's download, a late status) is still shown. */
const LOOK_ON_MS = 1_500;
const GIVE_UP_MS = 120_000;

/** Tells pages what changes in their chat, at the platform (as events) and in the database (by looking while it works). */
export function createChatFeed({ emulator, readTurn, onError }: FeedDeps): ChatFeed {
  const viewers = new Map<number, Set<EventStream>>();
  const lastEventAt = new Map<number, number>();
  const following = new Map<number, Promise<void>>();
  let isClosed = false;

  const broadcast = (chatId: number, event: string, data: unknown) => {
    for (const stream of viewers.get(chatId) ?? []) stream.send(event, data);
  };
  const noteEvent = (chatId: number) => {
    if (isClosed || !viewers.has(chatId)) return;
    lastEventAt.set(chatId, performance.now());
    if (!following.has(chatId)) {
      following.set(
        chatId,
        follow(chatId).finally(() => following.delete(chatId)),
      );
    }
  };

  async function follow(chatId: number): Promise<void> {
    let shown = "";
    while (!isClosed && viewers.has(chatId)) {
      const turn = await readTurn(chatId).catch((error: unknown) => {
        onError(error);
        return null;
      });
      const current = JSON.stringify(turn);
      if (turn && current !== shown) broadcast(chatId, "turn", turn);
      shown = current;
      const quietMs = performance.now() - (lastEventAt.get(chatId) ?? 0);
      if (quietMs > GIVE_UP_MS || (turn && turn.state !== "working" && quietMs > LOOK_ON_MS)) return;
      await wait(LOOK_EVERY_MS);
    }
  }

  const stops = [
    emulator.subscribe((change) => {
      if (change.type === "notice") return broadcast(change.personId, "notice", { text: change.text });
      const { type, chatId, message } = change;
      broadcast(chatId, "change", { type, message });
      noteEvent(chatId);
    }),
    emulator.onAttempt(({ update }) => {
      const chatId = (update.message ?? update.edited_message ?? update.callback_query?.message)?.chat.id;
      if (chatId !== undefined) noteEvent(chatId);
    }),
    emulator.onCall(({ params }) => noteEvent(Number(params["chat_id"]))),
  ];

  return {
    join: (chatId, stream) => {
      const streams = viewers.get(chatId) ?? new Set();
      viewers.set(chatId, streams.add(stream));
      noteEvent(chatId);
    },
    leave: (chatId, stream) => {
      const streams = viewers.get(chatId);
      streams?.delete(stream);
      if (streams?.size === 0) viewers.delete(chatId);
    },
    get size() {
      return Array.from(viewers.values()).reduce((sum, streams) => sum + streams.size, 0);
    },
    close: async () => {
      isClosed = true;
      for (const stop of stops) stop();
      for (const streams of viewers.values()) for (const stream of streams) stream.end();
      await Promise.all(following.values());
    },
  };
}
