import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { hasRoster, isOnShift, offShiftSince } from "../organisation/duty-roster.ts";
import { loadRoster, loadRosters } from "../organisation/load-roster.ts";
import { findCandidates, type RoutingCandidate } from "./candidates.ts";

/**
 * Who may be given a conversation now: the people of its team who are on shift. Where the team has no roster nobody is
 * off shift. The customer's own person from another team is not bound by this team's roster, but by theirs.
 */
export async function findPeopleOn(
  scope: OrgScope,
  about: { teamId: string | null; ownerId: string | null; notBefore: Date; now: Date },
): Promise<RoutingCandidate[]> {
  const candidates = await findCandidates(scope, about);
  const roster = await loadRoster(scope, about.teamId);
  const all = [...(await loadRosters(scope)).values()];
  const isAnybodyOn = !hasRoster(roster, about.now);
  return candidates.filter(({ userId, isMember }) =>
    isMember ? isAnybodyOn || isOnShift(roster, userId, about.now) : offShiftSince(all, userId, about.now) === null,
  );
}
