import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Language } from "../language/language.ts";
import { keepSettings, type StoredSettings } from "./settings.ts";

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

// Everything that says whose a conversation is.
const DIRECTORY = `
  (SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name, 'region', t.region, 'memberIds',
       ARRAY(SELECT m.user_id FROM user_teams m JOIN users u ON u.id = m.user_id
             WHERE m.team_id = t.id AND u.status = 'active')) ORDER BY t.name), '[]')
     FROM teams t WHERE t.org_id = :orgId) AS teams,
  (SELECT coalesce(json_agg(json_build_object('teamId', r.team_id, 'channelId', r.channel_id, 'language', r.language,
       'country', r.country, 'tier', r.tier, 'intent', r.intent) ORDER BY r.position), '[]')
     FROM team_rules r WHERE r.org_id = :orgId) AS rules`;

/** The organisation's teams and rules, in one statement. */
export async function loadTeams({ trx, orgId }: OrgScope): Promise<TeamDirectory> {
  const { rows } = await trx.raw(`SELECT ${DIRECTORY}`, { orgId });
  return rows[0] as TeamDirectory;
}

/** The same with every stored setting (`loadSettings`), for what needs both of each message. */
export async function loadTeamsAndSettings(
  scope: OrgScope,
): Promise<{ teams: TeamDirectory; settings: StoredSettings }> {
  const { trx, orgId } = scope;
  const { rows } = await trx.raw(
    `SELECT (SELECT coalesce(json_object_agg(key, value), '{}') FROM settings WHERE org_id = :orgId) AS settings, ${DIRECTORY}`,
    { orgId },
  );
  const [{ settings: stored, teams, rules }] = rows;
  const settings: StoredSettings = new Map(Object.entries(stored));
  keepSettings(scope, settings);
  return { teams: { teams, rules }, settings };
}
