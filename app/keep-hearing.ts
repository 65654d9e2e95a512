import type { LiveChannel } from "../bot/channels/channel-directory.ts";
import type { GapCause } from "../bot/intake/hearing/gap.ts";
import { noteDeaf, noteHeard } from "../bot/intake/hearing/note-hearing.ts";
import type { Listening } from "../bot/intake/listen-channels.ts";
import type { Product } from "./wire.ts";

const EVERY_MS = 10_000;

type Deps = Pick<Product, "db" | "channels" | "log">;

export interface HearingRole {
  /** This process takes webhooks in. */
  takesWebhooks: boolean;
  /** The sockets and polls of this process; null where it has none. */
  listening: Pick<Listening, "heard"> | null;
}

/** What this process remembers of its beats. */
export interface HearingMemory {
  /** The channels that it has heard since it began. */
  heardOnce: Set<string>;
  /** The last beat could not be noted. */
  isDatabaseAway: boolean;
}

export const newHearingMemory = (): HearingMemory => ({ heardOnce: new Set(), isDatabaseAway: false });

/**
 * Says every ten seconds which channels this process can hear, so that a time in which nobody could is known afterwards.
 * A webhook is heard while a process that serves it reaches the database: whether the platform reaches that process
 * nobody here can tell.
 */
export function keepHearing(deps: Deps, role: HearingRole): { stop(): Promise<void> } {
  const memory = newHearingMemory();
  const beat = async () => {
    try {
      await beatOnce(deps, role, memory);
    } catch (error) {
      deps.log.warn("hearing.not_noted", { error });
    }
  };
  let running = beat();
  const timer = setInterval(() => {
    running = running.then(beat);
  }, EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

/** One look at all channels. */
export async function beatOnce(
  { db, channels, log }: Deps,
  { takesWebhooks, listening }: HearingRole,
  memory: HearingMemory,
): Promise<void> {
  const heard = listening?.heard() ?? new Map<string, boolean>();
  const isOurs = ({ id, adapter }: LiveChannel) =>
    adapter.listen ? memory.heardOnce.has(id) || heard.has(id) : takesWebhooks;
  const isHeard = ({ id, status, adapter }: LiveChannel) =>
    adapter.listen ? heard.get(id) === true : status !== "error";
  const ours = (await channels.all()).filter(isOurs);
  try {
    for (const channel of ours.filter((one) => !isHeard(one) && memory.heardOnce.has(one.id))) {
      await noteDeaf(db, channel.id, troubleOf(channel));
    }
    // Whoever hears a channel for the first time and finds a gap began late: nobody was there before.
    const presumed = (id: string): GapCause =>
      memory.isDatabaseAway ? "database_away" : memory.heardOnce.has(id) ? "unknown" : "process_down";
    const gaps = await noteHeard(db, ours.filter(isHeard), presumed);
    memory.isDatabaseAway = false;
    for (const { channelId, cause, startedAt, endedAt } of gaps) {
      log.warn("channel.was_not_heard", { channel: channelId, cause, from: startedAt, to: endedAt });
    }
  } catch (error) {
    memory.isDatabaseAway = true;
    throw error;
  }
  for (const { id } of ours.filter(isHeard)) memory.heardOnce.add(id);
}

function troubleOf({ status }: LiveChannel): GapCause {
  if (status === "active") return "connection_closed";
  return status === "paused" ? "paused" : "channel_error";
}
