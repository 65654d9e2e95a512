import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { UserFromGetMe } from "grammy/types";
import type { Emulation } from "./emulation.ts";
import { createFaults, type Fault } from "./faults.ts";
import { createFlood } from "./flood.ts";
import { type BotApiCall, createBotApiServer } from "./http-server.ts";
import { createLongPoll } from "./long-poll.ts";
import { createPeople, type People } from "./people.ts";
import { createUpdates, type PendingUpdate } from "./updates.ts";
import { createWebhook, type WebhookAttempt } from "./webhook.ts";
import { type Change, createWorld, keepFile, type RoomMessage, type StoredFile, type Topic } from "./world.ts";

export type { Fault } from "./faults.ts";
export type { BotApiCall } from "./http-server.ts";
export type { WebhookAttempt } from "./webhook.ts";
export type { Change, RoomMessage, Topic } from "./world.ts";

/** Real ones have nine digits too. */
const firstUpdateId = 700_000_001;

export interface TelegramEmulatorOptions {
  /** The bot's token; the digits before the colon are its id, as with real ones. */
  token: string;
  /** Default: any free port. */
  port?: number;
  botName?: string;
  /** Default `deskhand_bot`. */
  botUsername?: string;
  /** How long a second lasts: tests shorten the waits of webhook retries and long polls. Default 1000. */
  secondMs?: number;
  now?: () => Date;
  /**
   * Numbers of updates, messages and files count from above this one. For a bot that remembers what it got from an
   * emulator before, whose memory is gone: the same numbers again would be duplicates. Default 0.
   */
  idsFrom?: number;
  /** Refuses what goes beyond the published limits: 20 messages a minute in a group, 30 a second in all. Default: no. */
  hasLimits?: boolean;
  /** How long a second of these limits lasts, on the machine's clock. Default: `secondMs`. */
  limitSecondMs?: number;
}

/** A Telegram of one bot in this process: its Bot API over HTTP, and what people do there as plain calls. */
export interface TelegramEmulator extends People {
  /** For `api_root` and grammY's `apiRoot`. */
  readonly apiRoot: string;
  readonly bot: UserFromGetMe;
  /** All that was said in a chat, oldest first, with what was removed; of one topic when a thread is given. */
  messages(chatId: number, threadId?: number): RoomMessage[];
  topics(chatId: number): ReadonlyMap<number, Topic>;
  /** The commands that the bot listed for a scope (`all_private_chats`, or `chat` with an id) and language. */
  commands(scope: string, chatId: number | null, language: string): { command: string; description: string }[];
  /** Keeps bytes under a file id, as if somebody had sent them. */
  keepFile(fileId: string, name: string, bytes: Uint8Array): void;
  /** What was uploaded under a file id. */
  file(fileId: string): StoredFile | undefined;
  /** Called after every change that people would see. Returns the way to stop. */
  subscribe(listener: (change: Change) => void): () => void;
  /** Called after every call of the bot. Returns the way to stop. */
  onCall(listener: (call: BotApiCall) => void): () => void;
  /** Called after every request to the bot's webhook. Returns the way to stop. */
  onAttempt(listener: (attempt: WebhookAttempt) => void): () => void;
  /** Lets the next `times` calls of a method (`*`: any) fail. */
  fail(method: string, fault: Fault, times?: number): void;
  clearFaults(): void;
  /** Delivers an update once more, under its old number; false when it is not known. By polling only if not confirmed. */
  redeliver(updateId: number): boolean;
  pendingUpdates(): PendingUpdate[];
  /** Whether the bot waits in a long poll now. */
  isPolled(): boolean;
  /** Resolves when no update waits any more. */
  delivered(): Promise<void>;
  /** Stops answering: connections are refused until `comeBack`. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** Starts an emulated Telegram on this machine. Nothing is kept after `close`. */
export async function startTelegramEmulator(options: TelegramEmulatorOptions): Promise<TelegramEmulator> {
  const { token, now = () => new Date(), secondMs = 1_000, idsFrom = 0 } = options;
  const world = createWorld(botOf(options), now, idsFrom);
  const updates = createUpdates(now, firstUpdateId + idsFrom);
  const attemptListeners = new Set<(attempt: WebhookAttempt) => void>();
  const onAttempt = (attempt: WebhookAttempt) => {
    for (const listener of attemptListeners) listener(attempt);
  };
  const webhook = createWebhook({ updates, onAttempt, now, secondMs });
  const emulation: Emulation = { world, updates, webhook, longPoll: createLongPoll(updates), secondMs };
  const faults = createFaults();
  const callListeners = new Set<(call: BotApiCall) => void>();
  const onCall = (call: BotApiCall) => {
    for (const listener of callListeners) listener(call);
  };
  const flood = createFlood(options.hasLimits ?? false, () => new Date(), options.limitSecondMs ?? secondMs);
  const server = createBotApiServer({ token, emulation, faults, flood, onCall });

  let port = options.port ?? 0;
  const listen = async () => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port; // a TCP server's address is never a path
  };
  const hangUp = async () => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await listen();

  return {
    ...createPeople(emulation),
    apiRoot: `http://127.0.0.1:${port}`,
    bot: world.bot,
    messages: (chatId, threadId) =>
      Array.from(world.rooms.get(chatId)?.messages.values() ?? []).filter(
        ({ message }) => threadId === undefined || message.message_thread_id === threadId,
      ),
    topics: (chatId) => world.rooms.get(chatId)?.topics ?? new Map(),
    commands: (scope, chatId, language) => world.commands.get(JSON.stringify([scope, chatId, language])) ?? [],
    keepFile: (fileId, name, bytes) => void keepFile(world, "documents", name, bytes, fileId),
    file: (fileId) => world.files.get(fileId),
    subscribe: (listener) => {
      world.changes.on("change", listener);
      return () => void world.changes.off("change", listener);
    },
    onCall: (listener) => {
      callListeners.add(listener);
      return () => void callListeners.delete(listener);
    },
    onAttempt: (listener) => {
      attemptListeners.add(listener);
      return () => void attemptListeners.delete(listener);
    },
    fail: (method, fault, times = 1) => faults.add(method, fault, times),
    clearFaults: () => faults.clear(),
    redeliver: (updateId) => updates.again(updateId),
    pendingUpdates: () => [...updates.pending()],
    isPolled: () => emulation.longPoll.isWaiting(),
    delivered: async () => {
      while (updates.pending().length > 0) await once(updates.events, "changed");
    },
    goAway: hangUp,
    comeBack: listen,
    close: async () => {
      await webhook.close();
      if (server.listening) await hangUp();
    },
  };
}

function botOf({ token, botName = "Deskhand", botUsername = "deskhand_bot" }: TelegramEmulatorOptions): UserFromGetMe {
  return {
    id: Number(token.split(":")[0]),
    is_bot: true,
    first_name: botName,
    username: botUsername,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
  };
}
