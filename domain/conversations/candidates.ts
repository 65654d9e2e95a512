import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { permissions } from "../organisation/permissions.ts";
import type { Candidate } from "./choose-agent.ts";

/**
 * The active people of a team (of everybody, where there is none) with what they have to do, and the customer's owner
 * whichever team they are in. Who was not heard of since `notBefore` counts as away.
 */
export async function findCandidates(
  { trx, orgId }: OrgScope,
  { teamId, ownerId, notBefore }: { teamId: string | null; ownerId: string | null; notBefore: Date },
): Promise<(Candidate & { name: string; language: "zh" | "en" | null })[]> {
  const { rows } = await trx.raw(
    `SELECT u.id, u.name, u.language, u.languages, u.role,
       CASE WHEN u.presence = 'online' AND u.presence_at < :notBefore THEN 'away' ELSE u.presence END AS presence,
       (SELECT count(*) FROM conversations v WHERE v.org_id = u.org_id AND v.status IN ('pending', 'active')
          AND (v.agent_id = u.id OR (v.agent_id IS NULL AND v.offered_to = u.id))) AS open,
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
    }) => ({
      userId: row.id,
      name: row.name,
      language: row.language,
      languages: row.languages.length > 0 || row.language === null ? row.languages : [row.language],
      role: row.role,
      presence: row.presence,
      openConversations: Number(row.open),
      lastAssignedAt: row.last_assigned_at,
    }),
  );
}

/** True when somebody who may take conversations is online now. */
export async function isAnybodyOn({ trx, orgId }: OrgScope, notBefore: Date): Promise<boolean> {
  const row = await trx("users")
    .where({ org_id: orgId, status: "active", presence: "online" })
    .whereIn("role", permissions["conversation.take"])
    .where("presence_at", ">=", notBefore)
    .first("id");
  return row !== undefined;
}
