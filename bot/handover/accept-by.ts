import { z } from "zod";
import type { Priority } from "../../domain/conversations/conversation.ts";
import { slaPolicyOf } from "../../domain/conversations/sla.ts";

const acceptMinutes = z
  .number()
  .positive()
  .max(24 * 60);
const STANDARD_MINUTES = 10;

/**
 * Until when an offer stands: the setting `handover.accept_minutes`, and never longer than a customer of this priority
 * may wait for a first answer.
 */
export function acceptBy(settings: ReadonlyMap<string, unknown>, priority: Priority, now: Date): Date {
  const set = acceptMinutes.safeParse(settings.get("handover.accept_minutes")).data ?? STANDARD_MINUTES;
  const minutes = Math.min(set, slaPolicyOf(settings).firstResponseMinutes[priority]);
  return new Date(now.getTime() + minutes * 60_000);
}
