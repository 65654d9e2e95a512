import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Language } from "../language/language.ts";

/** A team as routing and regions need it. */
export interface Team {
  id: string;
  name: string;
  /** Its customers' text stays in this region; null: it may go anywhere. */
  region: string | null;
  /** Its active members. */
  memberIds: readonly string[];
}

/** Which conversations are a team's: every condition that is not null must hold. */
export interface TeamRule {
  teamId: string;
  channelId: string | null;
  language: Language | null;
  country: string | null;
  tier: string | null;
  intent: string | null;
}

/** The organisation's teams by name, and its rules in order. */
export interface TeamDirectory {
  teams: readonly Team[];
  rules: readonly TeamRule[];
}

/** Everything that says whose a conversation is, in one statement. */
export async function loadTeams({ trx, orgId }: OrgScope): Promise<TeamDirectory> {
  const { rows } = await trx.raw(
    `SELECT
       (SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name, 'region', t.region, 'memberIds',
            ARRAY(SELECT m.user_id FROM user_teams m JOIN users u ON u.id = m.user_id
                  WHERE m.team_id = t.id AND u.status = 'active')) ORDER BY t.name), '[]')
          FROM teams t WHERE t.org_id = :orgId) AS teams,
       (SELECT coalesce(json_agg(json_build_object('teamId', r.team_id, 'channelId', r.channel_id, 'language', r.language,
            'country', r.country, 'tier', r.tier, 'intent', r.intent) ORDER BY r.position), '[]')
          FROM team_rules r WHERE r.org_id = :orgId) AS rules`,
    { orgId },
  );
  return rows[0] as TeamDirectory;
}
