import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Presence } from "../organisation/values.ts";
import type { Priority } from "./conversation.ts";

export interface WaitingConversation {
  id: string;
  number: string;
  customerName: string;
  agentId: string | null;
  agentName: string | null;
  agentPresence: Presence | null;
  agentPresenceAt: Date | null;
  offeredName: string | null;
  priority: Priority;
  language: "zh" | "en" | null;
  handoffAt: Date | null;
  handoffReason: string | null;
  waitingSince: Date | null;
  /** The next answer is due. */
  answerBy: Date | null;
  resolveBy: Date | null;
}

/** What waits for a person and nobody has, the most urgent deadline first; of one team where it is named. */
export function listQueue(
  scope: OrgScope,
  limit: number,
  teamId: string | null = null,
): Promise<WaitingConversation[]> {
  return list(scope, `v.agent_id IS NULL AND v.handoff_at IS NOT NULL ${ofTeam(teamId)}`, known(teamId), limit);
}

/** What somebody has and whose customer waits, the most urgent deadline first. */
export function listInHand(
  scope: OrgScope,
  limit: number,
  teamId: string | null = null,
): Promise<WaitingConversation[]> {
  return list(scope, `v.agent_id IS NOT NULL AND v.waiting_since IS NOT NULL ${ofTeam(teamId)}`, known(teamId), limit);
}

const ofTeam = (teamId: string | null) => (teamId === null ? "" : "AND v.team_id = ?");
const known = (teamId: string | null) => (teamId === null ? [] : [teamId]);

/** What a person has, those first whose customers wait. */
export function listOwn(scope: OrgScope, userId: string, limit: number): Promise<WaitingConversation[]> {
  return list(scope, "v.agent_id = ?", [userId], limit);
}

/** Every conversation with a deadline that runs, the earliest first. */
export function listDue(scope: OrgScope, limit: number): Promise<WaitingConversation[]> {
  return list(scope, "v.waiting_since IS NOT NULL", [], limit);
}

const ANSWER_BY = "coalesce(v.sla_first_response_at, v.sla_next_response_at)";
const URGENCY = `least(${ANSWER_BY}, v.sla_resolve_deadline) NULLS LAST, coalesce(v.waiting_since, v.handoff_at, v.created_at)`;

async function list(
  { trx, orgId }: OrgScope,
  which: string,
  bindings: string[],
  limit: number,
): Promise<WaitingConversation[]> {
  // Names are looked up of those alone that are shown, of however many wait.
  const { rows } = await trx.raw(
    `SELECT v.id, v.number, c.name AS customer, v.agent_id, a.name AS agent, a.presence AS agent_presence,
       a.presence_at AS agent_presence_at, o.name AS offered, v.priority, v.language, v.handoff_at,
       v.handoff_reason, v.waiting_since, ${ANSWER_BY} AS answer_by, v.sla_resolve_deadline AS resolve_by
     FROM (SELECT * FROM conversations v WHERE v.org_id = ? AND v.status IN ('pending', 'active') AND ${which}
       ORDER BY ${URGENCY} LIMIT ?) v
     JOIN customers c ON c.id = v.customer_id
     LEFT JOIN users a ON a.id = v.agent_id LEFT JOIN users o ON o.id = v.offered_to
     ORDER BY ${URGENCY}`,
    [orgId, ...bindings, limit],
  );
  return rows.map((row: Record<string, unknown>) => ({
    id: row["id"],
    number: row["number"],
    customerName: row["customer"],
    agentId: row["agent_id"],
    agentName: row["agent"],
    agentPresence: row["agent_presence"],
    agentPresenceAt: row["agent_presence_at"],
    offeredName: row["offered"],
    priority: row["priority"],
    language: row["language"],
    handoffAt: row["handoff_at"],
    handoffReason: row["handoff_reason"],
    waitingSince: row["waiting_since"],
    answerBy: row["answer_by"],
    resolveBy: row["resolve_by"],
  })) as WaitingConversation[];
}
