import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Candidate } from "./choose-agent.ts";

export interface RoutingCandidate extends Candidate {
  name: string;
  language: "zh" | "en" | null;
  /** Of the conversation's team; false for the customer's owner from another one. */
  isMember: boolean;
}

/**
 * The active people of a team (of everybody, where there is none) with what they have to do, and the customer's owner
 * whichever team they are in. Who was not heard of since `notBefore` counts as away.
 */
export async function findCandidates(
  { trx, orgId }: OrgScope,
  { teamId, ownerId, notBefore }: { teamId: string | null; ownerId: string | null; notBefore: Date },
): Promise<RoutingCandidate[]> {
  const { rows } = await trx.raw(
    `SELECT u.id, u.name, u.language, u.languages, u.role,
       :teamId::uuid IS NULL OR EXISTS (SELECT FROM user_teams t WHERE t.user_id = u.id AND t.team_id = :teamId::uuid) AS is_member,
       CASE WHEN u.presence = 'online' AND u.presence_at < :notBefore THEN 'away' ELSE u.presence END AS presence,
       (SELECT count(*) FROM conversations v WHERE v.org_id = u.org_id AND v.agent_id = u.id
          AND v.status IN ('pending', 'active'))
       + (SELECT count(*) FROM conversations v WHERE v.org_id = u.org_id AND v.offered_to = u.id AND v.agent_id IS NULL
          AND v.status IN ('pending', 'active')) AS open,
       greatest(u.last_routed_at, (SELECT max(v.taken_at) FROM conversations v WHERE v.agent_id = u.id)) AS last_assigned_at
     FROM users u WHERE u.org_id = :orgId AND u.status = 'active'
       AND (:teamId::uuid IS NULL OR u.id = :ownerId::uuid
         OR EXISTS (SELECT FROM user_teams t WHERE t.user_id = u.id AND t.team_id = :teamId::uuid))`,
    { orgId, teamId, ownerId, notBefore },
  );
  return rows.map(
    (row: {
      id: string;
      name: string;
      language: "zh" | "en" | null;
      languages: ("zh" | "en")[];
      role: Candidate["role"];
      presence: Candidate["presence"];
      open: string;
      last_assigned_at: Date | null;
      is_member: boolean;
    }) => ({
      userId: row.id,
      name: row.name,
      language: row.language,
      languages: row.languages.length > 0 || row.language === null ? row.languages : [row.language],
      role: row.role,
      presence: row.presence,
      openConversations: Number(row.open),
      lastAssignedAt: row.last_assigned_at,
      isMember: row.is_member,
    }),
  );
}
