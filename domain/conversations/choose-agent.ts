import type { Language } from "../language/language.ts";
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
  /** Spoken with customers; empty: not said. */
  languages?: readonly Language[];
}

/**
 * Whose turn a conversation is, or null when nobody is on. First `holderId`, who has another conversation of the same
 * person, also while they are busy; then the customer's own person; else those who speak their language, those who are
 * there to answer before those who lead them, the least loaded first, and of equals who has waited longest. A language
 * is preferred, never required.
 */
export function chooseAgent(
  candidates: readonly Candidate[],
  ownerId: string | null = null,
  language: Language | null = null,
  holderId: string | null = null,
): Candidate | null {
  const able = candidates.filter(({ role }) => isAllowed(role, "conversation.take"));
  const holder = able.find(({ userId, presence }) => userId === holderId && isHere(presence));
  if (holder) return holder;
  const on = able.filter(({ presence }) => presence === "online");
  const owner = on.find(({ userId }) => userId === ownerId);
  return owner ?? [...on].sort((left, right) => byLanguage(left, right, language) || byTurn(left, right))[0] ?? null;
}

/** Who is busy takes nobody new, and goes on with whom they have. */
function isHere(presence: Presence | null): boolean {
  return presence === "online" || presence === "busy";
}

function byLanguage(left: Candidate, right: Candidate, language: Language | null): number {
  return language === null ? 0 : strangeness(left, language) - strangeness(right, language);
}

function strangeness({ languages = [] }: Candidate, language: Language): number {
  if (languages.includes(language)) return 0;
  return languages.length === 0 ? 1 : 2;
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
