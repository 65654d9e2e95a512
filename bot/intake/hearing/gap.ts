import type { LiveChannel } from "../../channels/channel-directory.ts";

/** Why a channel was not heard. */
export const gapCauses = [
  "process_down",
  "database_away",
  "connection_closed",
  "channel_error",
  "paused",
  "unknown",
] as const;
export type GapCause = (typeof gapCauses)[number];

/** What becomes of what was said meanwhile: it is read back by us, or the platform brings it, some of it, or nothing. */
export const catchUpStates = ["running", "done", "kept", "partly", "lost"] as const;
export type CatchUpState = (typeof catchUpStates)[number];

/** A time in which a channel could not be heard. */
export interface Gap {
  id: string;
  orgId: string;
  channelId: string;
  startedAt: Date;
  endedAt: Date;
  cause: GapCause;
}

/** What can be done about a gap of this channel. */
export function catchUpOf({ adapter }: Pick<LiveChannel, "adapter">): Exclude<CatchUpState, "done"> {
  if (adapter.catchUp) return "running";
  const { keepsUntaken } = adapter.capabilities;
  if (keepsUntaken === "all") return "kept";
  return keepsUntaken === "some" ? "partly" : "lost";
}
