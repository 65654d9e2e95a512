import type { RespondTo } from "../ports/inbound-event.ts";
import type { Turn } from "./turn.ts";

/**
 * Where a pressed button waits for it, the first words also end its waiting; elsewhere they are a message like any
 * other.
 */
export function endsPress({ channel, event }: Turn): { respondTo?: RespondTo } {
  const { respondTo } = event.pressed ?? {};
  const { pressWaits } = channel.adapter.capabilitiesFor?.(event.chat.id) ?? channel.adapter.capabilities;
  return respondTo && pressWaits ? { respondTo } : {};
}
