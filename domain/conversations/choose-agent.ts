import { isAllowed } from "../organisation/permissions.ts";
import type { Presence, Role } from "../organisation/values.ts";

export interface Candidate {
  userId: string;
  presence: Presence | null;
  role: Role;
  /** What they have, and what they were offered and nobody has taken yet. */
  openConversations: number;
  /** When they were last given or offered one; null: never. */
  lastAssignedAt: Date | null;
}

/**
 * Whose turn a conversation is, or null when nobody is on. The customer's own person first; else those who are there to
 * answer before those who lead them, the least loaded first, and of equals who has waited longest.
 */
export function chooseAgent(candidates: readonly Candidate[], ownerId: string | null = null): Candidate | null {
  const on = candidates.filter(({ presence, role }) => presence === "online" && isAllowed(role, "conversation.take"));
  const owner = on.find(({ userId }) => userId === ownerId);
  return owner ?? [...on].sort(byTurn)[0] ?? null;
}

function byTurn(left: Candidate, right: Candidate): number {
  return (
    rankOf(left.role) - rankOf(right.role) ||
    left.openConversations - right.openConversations ||
    (left.lastAssignedAt?.getTime() ?? 0) - (right.lastAssignedAt?.getTime() ?? 0) ||
    (left.userId < right.userId ? -1 : 1)
  );
}

function rankOf(role: Role): number {
  if (role === "agent" || role === "sales") return 0;
  return role === "team_lead" ? 1 : 2;
}
