import { z } from "zod";
import type { Priority } from "../../domain/conversations/conversation.ts";
import { slaPolicyOf } from "../../domain/conversations/sla.ts";
import { defineSetting, readSetting, type Settings } from "../../domain/organisation/settings/setting.ts";

/** How many minutes an offered conversation waits to be accepted. */
export const acceptMinutes = defineSetting(
  "handover.accept_minutes",
  z
    .number()
    .positive()
    .max(24 * 60),
  10,
);

/**
 * Until when an offer stands: the setting `handover.accept_minutes`, and never longer than a customer of this priority
 * may wait for a first answer.
 */
export function acceptBy(settings: Settings, priority: Priority, now: Date): Date {
  const set = readSetting(settings, acceptMinutes);
  const minutes = Math.min(set, slaPolicyOf(settings).firstResponseMinutes[priority]);
  return new Date(now.getTime() + minutes * 60_000);
}
