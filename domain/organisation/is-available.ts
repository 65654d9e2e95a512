import type { User } from "./user.ts";

export interface Availability extends Pick<User, "status" | "presence" | "presenceAt"> {
  /** After so long without a word an online person counts as away: `presenceMs`. */
  presenceMs: number;
}

/**
 * False for somebody who said that they are away, who was not heard of for long, or who works here no more. Whoever
 * never said anything is not known to be away. What else keeps a person from the desk (a roster) belongs here.
 */
export function isAvailable(user: Availability, at: Date): boolean {
  if (user.status !== "active") return false;
  if (user.presence === "away") return false;
  return user.presenceAt === null || user.presenceAt.getTime() >= at.getTime() - user.presenceMs;
}
