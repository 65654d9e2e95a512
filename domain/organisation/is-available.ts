import type { User } from "./user.ts";

export interface Availability extends Pick<User, "status" | "presence" | "presenceAt"> {
  /** After so long without a word an online person counts as away: `presenceMs`. */
  presenceMs: number;
  /** Since when a roster that has shifts of theirs says that they do not work: `offShiftSince`. */
  offShiftSince: Date | null;
}

/**
 * False for somebody who said that they are away, who was not heard of for long, who is off shift, or who works here no
 * more. Whoever never said anything is not known to be away.
 */
export function isAvailable(user: Availability, at: Date): boolean {
  if (user.status !== "active") return false;
  if (user.presence === "away" || user.offShiftSince !== null) return false;
  return user.presenceAt === null || user.presenceAt.getTime() >= at.getTime() - user.presenceMs;
}
