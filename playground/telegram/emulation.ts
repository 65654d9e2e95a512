import type { LongPoll } from "./long-poll.ts";
import type { Call } from "./read-call.ts";
import type { Updates } from "./updates.ts";
import type { Webhook } from "./webhook.ts";
import type { World } from "./world.ts";

/** The parts that the methods of the Bot API work on. */
export interface Emulation {
  world: World;
  updates: Updates;
  webhook: Webhook;
  longPoll: LongPoll;
  /** How long a second lasts here. */
  secondMs: number;
}

/** One method of the Bot API: what it resolves with becomes `result`. Throws BotApiError. */
export type Method = (call: Call, emulation: Emulation, signal: AbortSignal) => unknown;
