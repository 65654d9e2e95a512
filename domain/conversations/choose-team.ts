import type { Language } from "../language/language.ts";
import type { Team, TeamDirectory, TeamRule } from "../organisation/team.ts";

/** What is known of a conversation when its team is chosen. */
export interface ForTeam {
  channelId: string;
  language: Language | null;
  country: string | null;
  tier: string | null;
  intent: string | null;
  /** The customer's own person. */
  ownerId: string | null;
}

/**
 * Whose a new conversation is. The customer's own person first: a team that they are in, the one that the rules name
 * before the others. Else the first rule that matches, else the setting `routing.default_team`, else the only team.
 */
export function chooseTeam({ teams, rules }: TeamDirectory, about: ForTeam, defaultTeam: unknown): Team | null {
  const ruled = rules.filter((rule) => matches(rule, about)).map(({ teamId }) => teamId);
  const ofOwner = teams.filter(({ memberIds }) => about.ownerId !== null && memberIds.includes(about.ownerId));
  const byRule = (among: readonly Team[]) =>
    ruled.flatMap((teamId) => among.find(({ id }) => id === teamId) ?? []).at(0) ?? null;
  const [onlyOne, ...others] = teams;
  return (
    byRule(ofOwner) ??
    ofOwner[0] ??
    byRule(teams) ??
    teams.find(({ name }) => name === defaultTeam) ??
    (others.length === 0 ? (onlyOne ?? null) : null)
  );
}

function matches(rule: TeamRule, about: ForTeam): boolean {
  const fits = (wanted: string | null, is: string | null) => wanted === null || wanted === is;
  return (
    fits(rule.channelId, about.channelId) &&
    fits(rule.language, about.language) &&
    (rule.country === null || rule.country.toLowerCase() === about.country?.trim().toLowerCase()) &&
    fits(rule.tier, about.tier) &&
    fits(rule.intent, about.intent)
  );
}
