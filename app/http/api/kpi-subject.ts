import type { Whom } from "../../../bot/performance/whom.ts";
import { findTeamNamed } from "../../../domain/organisation/find-team.ts";
import { everybody, membersOf } from "../../../domain/performance/whose-figures.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { AboutResource } from "./api-route.ts";
import { requireColleague } from "./find-referred.ts";
import { ApiError } from "./problem.ts";

/** Whose figures a request asks for. */
export interface KpiSubject extends Whom {
  kind: "person" | "team" | "everybody";
  about: AboutResource;
}

/** The person or team of a request, or everybody. @throws ApiError 404, also for another organisation's. */
export async function requireSubject(
  scope: OrgScope,
  { who, team }: { who?: string | undefined; team?: string | undefined },
): Promise<KpiSubject> {
  if (who !== undefined) {
    const { id, name } = await requireColleague(scope, who);
    return { kind: "person", name, userIds: [id], isGroup: false, about: { type: "user", id } };
  }
  if (team === undefined) {
    const about = { type: "organization", id: scope.orgId };
    return { kind: "everybody", name: "", userIds: await everybody(scope), isGroup: true, about };
  }
  const { id, name } = await requireTeam(scope, team);
  return { kind: "team", name, userIds: await membersOf(scope, id), isGroup: true, about: { type: "team", id } };
}

/** The team that a request names. @throws ApiError 404, also for another organisation's. */
export async function requireTeam(scope: OrgScope, name: string): Promise<{ id: string; name: string }> {
  const team = await findTeamNamed(scope, name);
  if (!team) throw new ApiError("not-found", { detail: `There is no team ${name}` });
  return team;
}
