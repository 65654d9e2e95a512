import { EventEmitter } from "node:events";
import type { Update } from "grammy/types";

export interface PendingUpdate {
  update: Update;
  /** Updates of one queue are delivered by webhook one after the other; queues run beside each other. */
  queue: string;
  /** Milliseconds since 1970 after which it is given up. */
  expiresAt: number;
}

type UpdateKind = Exclude<keyof Update, "update_id">;

export interface Updates {
  /** Numbers an update and lets it wait for delivery; undefined when the bot did not ask for that kind. */
  add<K extends UpdateKind>(kind: K, payload: NonNullable<Update[K]>, delivery: Delivery): Update | undefined;
  /** Lets an update wait once more, under its old number; false when it is not remembered. */
  again(updateId: number): boolean;
  pending(): PendingUpdate[];
  remove(updateId: number): void;
  /** What `allowed_updates` of `setWebhook` or `getUpdates` last said. */
  allow(kinds: readonly string[] | undefined): void;
  allowed(): readonly string[] | undefined;
  readonly events: EventEmitter<{ changed: [] }>;
}

/** Which queue it waits in, and for how long it is worth delivering. */
export interface Delivery {
  queue: string;
  lifetimeMs: number;
}

/** Left out unless asked for by name (Bot API, setWebhook: allowed_updates). */
const onlyOnRequest = new Set<string>(["chat_member", "message_reaction", "message_reaction_count"]);
const rememberedUpdates = 10_000;

export function createUpdates(now: () => Date, firstId: number): Updates {
  let nextId = firstId;
  let allowedKinds: readonly string[] | undefined;
  let waiting: PendingUpdate[] = [];
  const remembered = new Map<number, { update: Update; delivery: Delivery }>();
  const events = new EventEmitter<{ changed: [] }>();

  const isAllowed = (kind: string) => (allowedKinds ? allowedKinds.includes(kind) : !onlyOnRequest.has(kind));
  const enqueue = (update: Update, { queue, lifetimeMs }: Delivery) => {
    waiting.push({ update, queue, expiresAt: now().getTime() + lifetimeMs });
    events.emit("changed");
  };
  const dropExpired = () => {
    waiting = waiting.filter(({ expiresAt }) => expiresAt > now().getTime());
  };

  return {
    events,
    add: (kind, payload, delivery) => {
      if (!isAllowed(kind)) return undefined;
      const update = { update_id: nextId++, [kind]: payload } as Update;
      remembered.set(update.update_id, { update, delivery });
      const oldest = remembered.keys().next();
      if (remembered.size > rememberedUpdates && !oldest.done) remembered.delete(oldest.value);
      enqueue(update, delivery);
      return update;
    },
    again: (updateId) => {
      const known = remembered.get(updateId);
      if (known) enqueue(known.update, known.delivery);
      return known !== undefined;
    },
    pending: () => {
      dropExpired();
      return waiting;
    },
    remove: (updateId) => {
      const index = waiting.findIndex(({ update }) => update.update_id === updateId);
      if (index >= 0) waiting.splice(index, 1);
      events.emit("changed");
    },
    allow: (kinds) => {
      // An empty list means the default; a missing one keeps what was said before.
      if (kinds) allowedKinds = kinds.length > 0 ? kinds : undefined;
    },
    allowed: () => allowedKinds,
  };
}
