import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { NotFoundError } from "../../infra/errors.ts";

export interface TeamListing {
  id: string;
  name: string;
  description: string | null;
  /** Name of the user who leads it. */
  leader: string | null;
  members: number;
  /** Its own places, as `slack/env:C0LONDON`; none: the organisation's. */
  desks: string[];
  alerts: string[];
  timezone: string | null;
  hasHours: boolean;
  region: string | null;
  shifts: number;
  createdAt: Date;
}

/** The organisation's teams, by name. */
export async function listTeams({ orgId, trx }: OrgScope): Promise<TeamListing[]> {
  const { rows } = await trx.raw(
    `SELECT t.id, t.name, t.description, u.name AS leader, t.created_at AS "createdAt",
       (SELECT count(*)::int FROM user_teams m WHERE m.team_id = t.id) AS members,
       ARRAY(SELECT c.platform || '/' || c.name || ':' || p.chat_id FROM team_places p JOIN channels c ON c.id = p.channel_id
             WHERE p.team_id = t.id AND p.kind = 'desk' ORDER BY p.position) AS desks,
       ARRAY(SELECT c.platform || '/' || c.name || ':' || p.chat_id FROM team_places p JOIN channels c ON c.id = p.channel_id
             WHERE p.team_id = t.id AND p.kind = 'alert' ORDER BY p.position) AS alerts,
       t.timezone, t.working_hours IS NOT NULL AS "hasHours", t.region,
       (SELECT count(*)::int FROM duty_shifts s WHERE s.team_id = t.id) AS shifts
     FROM teams t LEFT JOIN users u ON u.id = t.leader_id WHERE t.org_id = ? ORDER BY t.name`,
    [orgId],
  );
  return rows;
}

/** The id of the team with this name. @throws NotFoundError naming the teams there are. */
export async function findTeam(scope: OrgScope, name: string): Promise<string> {
  const teams = await listTeams(scope);
  const found = teams.find((team) => team.name === name.trim());
  if (found) return found.id;
  throw new NotFoundError(
    `There is no team "${name}". There are: ${teams.map((team) => team.name).join(", ") || "none"}`,
  );
}
