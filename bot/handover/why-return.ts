import { z } from "zod";
import type { OwnedConversation } from "../../domain/conversations/owned-conversations.ts";
import { slaPolicyOf } from "../../domain/conversations/sla.ts";
import { addWorkingTime } from "../../domain/conversations/working-hours.ts";
import { type DutyRoster, offShiftSince } from "../../domain/organisation/duty-roster.ts";
import { isAvailable } from "../../domain/organisation/is-available.ts";
import { presenceMs } from "../../domain/organisation/presence.ts";
import { defineSetting, readSetting, type Settings } from "../../domain/organisation/settings/setting.ts";

export type ReturnCause = "away" | "off_shift" | "unanswered";

/** Who wrote so short a while ago is still at it. */
const WRITING_MS = 2 * 60_000;

/** `off`, `on` (at the promised time), or after so many minutes of working time. */
export const returnUnanswered = defineSetting(
  "desk.return_unanswered",
  z.union([
    z.enum(["on", "off"]),
    z
      .number()
      .positive()
      .max(7 * 24 * 60),
  ]),
  "on",
);

export interface ReturnRules {
  settings: Settings;
  rosters: readonly DutyRoster[];
}

/**
 * Why a conversation is to go back to the queue, or null where its owner keeps it: they are away, or off shift while the
 * customer waits, or the customer has waited for them beyond the time of an answer. What somebody took after they went
 * away, or after their shift, is not theirs by mistake.
 */
export function whyReturn(owned: OwnedConversation, { settings, rosters }: ReturnRules, now: Date): ReturnCause | null {
  if (owned.isOffered) return null;
  if (owned.lastLineAt && now.getTime() - owned.lastLineAt.getTime() < WRITING_MS) return null;
  if (isAway(owned, settings, now)) return "away";
  if (isOffShift(owned, rosters, now)) return "off_shift";
  return isUnanswered(owned, settings, now) ? "unanswered" : null;
}

function isAway({ owner, takenAt }: OwnedConversation, settings: Settings, now: Date): boolean {
  const heardOf = presenceMs(settings);
  if (isAvailable({ ...owner, presenceMs: heardOf, offShiftSince: null }, now)) return false;
  if (owner.status !== "active") return true;
  const since = owner.presence === "away" ? (owner.awaySince ?? owner.presenceAt) : owner.presenceAt;
  if (since === null) return false;
  const from = owner.presence === "away" ? since.getTime() : since.getTime() + heardOf;
  return takenAt === null || takenAt.getTime() < from;
}

/** Nobody is to answer this customer before the owner's next shift. */
function isOffShift({ owner, takenAt, waitingSince }: OwnedConversation, rosters: readonly DutyRoster[], now: Date) {
  const since = waitingSince === null ? null : offShiftSince(rosters, owner.id, now);
  return since !== null && (takenAt === null || takenAt < since);
}

/** The promised time has passed, and they had it for as long: what comes to somebody late is not late at once. */
function isUnanswered(
  { waitingSince, answerBy, takenAt, hasHeldAnswer, priority }: OwnedConversation,
  settings: Settings,
  now: Date,
): boolean {
  const set = readSetting(settings, returnUnanswered);
  if (set === "off" || waitingSince === null || hasHeldAnswer) return false;
  const policy = slaPolicyOf(settings);
  const since = takenAt && takenAt > waitingSince ? takenAt : waitingSince;
  if (typeof set === "number") return addWorkingTime(since, set, policy.calendar) <= now;
  if (answerBy === null || answerBy > now) return false;
  const inHand = addWorkingTime(since, policy.firstResponseMinutes[priority], policy.calendar);
  return inHand <= now;
}
