import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Presence } from "../organisation/values.ts";
import type { Priority } from "./conversation.ts";

/** A conversation that a person has, with what tells whether they still look after it. */
export interface OwnedConversation {
  id: string;
  teamId: string | null;
  priority: Priority;
  takenAt: Date | null;
  waitingSince: Date | null;
  /** The next answer is due. */
  answerBy: Date | null;
  /** Their latest line here, to the customer or to colleagues. */
  lastLineAt: Date | null;
  /** An answer of theirs waits for a manager's decision. */
  hasHeldAnswer: boolean;
  /** Offered to somebody, who has not answered yet. */
  isOffered: boolean;
  owner: {
    id: string;
    name: string;
    language: "zh" | "en" | null;
    status: "active" | "inactive" | "suspended";
    presence: Presence | null;
    presenceAt: Date | null;
    awaySince: Date | null;
  };
}

/** Every open conversation that a person has, or the one with this id. */
export async function findOwned({ trx, orgId }: OrgScope, id: string | null = null): Promise<OwnedConversation[]> {
  const { rows } = await trx.raw(
    `SELECT v.id, v.team_id, v.priority, v.taken_at, v.waiting_since, coalesce(v.sla_first_response_at, v.sla_next_response_at) AS answer_by,
       (SELECT max(m.sent_at) FROM messages m WHERE m.conversation_id = v.id AND m.user_id = u.id
          AND m.sent_at >= v.taken_at) AS last_line_at,
       EXISTS (SELECT FROM messages m WHERE m.conversation_id = v.id AND m.user_id = u.id AND m.status = 'held'
          AND m.sent_at >= v.waiting_since) AS has_held_answer,
       EXISTS (SELECT FROM conversation_handovers h WHERE h.conversation_id = v.id AND h.status = 'open'
          AND h.from_user_id = u.id) AS is_offered,
       u.id AS user_id, u.name, u.language, u.status AS user_status, u.presence, u.presence_at, u.away_since
     FROM conversations v JOIN users u ON u.id = v.agent_id
     WHERE v.org_id = :orgId AND v.status IN ('pending', 'active') AND (:id::uuid IS NULL OR v.id = :id::uuid)
     ORDER BY answer_by NULLS LAST`,
    // knex's type leaves out null, its code does not
    { orgId, id } as unknown as Record<string, string>,
  );
  return rows.map(readRow);
}

function readRow(row: Record<string, unknown>): OwnedConversation {
  return {
    id: row["id"],
    teamId: row["team_id"],
    priority: row["priority"],
    takenAt: row["taken_at"],
    waitingSince: row["waiting_since"],
    answerBy: row["answer_by"],
    lastLineAt: row["last_line_at"],
    hasHeldAnswer: row["has_held_answer"],
    isOffered: row["is_offered"],
    owner: {
      id: row["user_id"],
      name: row["name"],
      language: row["language"],
      status: row["user_status"],
      presence: row["presence"],
      presenceAt: row["presence_at"],
      awaySince: row["away_since"],
    },
  } as OwnedConversation;
}
