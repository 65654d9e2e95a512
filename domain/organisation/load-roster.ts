import { IANAZone } from "luxon";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { DutyRoster, DutyShift } from "./duty-roster.ts";

/** The shifts of every team that has any, by the team's id; zones fall back to the organisation's, then to UTC. */
export async function loadRosters({ trx, orgId }: OrgScope): Promise<Map<string, DutyRoster>> {
  const { rows } = await trx.raw(`${rosterColumns} WHERE s.org_id = ? GROUP BY t.id`, [orgId]);
  return new Map(rows.map((row: RosterRow) => [row.team_id, rosterOf(row)]));
}

/** A team's shifts; without any for a team that has none, and for null. */
export async function loadRoster({ trx, orgId }: OrgScope, teamId: string | null): Promise<DutyRoster> {
  if (teamId === null) return nobody;
  const { rows } = await trx.raw(`${rosterColumns} WHERE s.org_id = ? AND s.team_id = ? GROUP BY t.id`, [
    orgId,
    teamId,
  ]);
  return rows[0] ? rosterOf(rows[0]) : nobody;
}

const nobody: DutyRoster = { zone: "UTC", shifts: [] };

interface RosterRow {
  team_id: string;
  zone: unknown;
  shifts: DutyShift[];
}

const rosterColumns = `SELECT t.id AS team_id,
    coalesce(to_jsonb(t.timezone), (SELECT value FROM settings WHERE org_id = t.org_id AND key = 'organization.timezone')) AS zone,
    json_agg(json_build_object('userId', s.user_id, 'kind', s.kind, 'weekdays', s.weekdays, 'from', s.from_minute,
      'to', s.to_minute, 'firstDate', s.first_date, 'lastDate', s.last_date)) AS shifts
  FROM duty_shifts s JOIN teams t ON t.id = s.team_id`;

function rosterOf({ zone, shifts }: RosterRow): DutyRoster {
  return { zone: typeof zone === "string" && IANAZone.isValidZone(zone) ? zone : "UTC", shifts };
}
