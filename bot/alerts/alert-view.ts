import type { Alert } from "../../domain/control/alert.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { moneyOf, type WaitingMoney } from "./money-of-alert.ts";

/** What a card says of an alert besides the alert itself. */
export interface AlertView {
  alert: Alert;
  conversation: {
    id: string;
    code: string;
    channelType: string | null;
    isOpen: boolean;
    agentName: string | null;
  } | null;
  customerName: string | null;
  acknowledgedBy: string | null;
  assignedTo: string | null;
  /** Opens the conversation's thread. */
  threadUrl: string | null;
  /** The number of the storm that it is counted in. */
  stormNumber: string | null;
  /** Codes of the conversations that a storm stands for, newest first. */
  members: string[];
  /** The withdrawals that a storm counts and that wait, what is due first before the others. */
  money: WaitingMoney[];
}

const MAX_MEMBERS = 15;

/** Names and states as they are now. */
export async function viewAlert({ trx, orgId }: OrgScope, alert: Alert): Promise<AlertView> {
  const { rows } = await trx.raw(
    `SELECT v.id AS conversation_id, v.number, v.channel_type, v.status IN ('pending', 'active') AS is_open,
       owner.name AS agent_name, c.name AS customer_name, acker.name AS acknowledged_by, assignee.name AS assigned_to,
       t.url, storm.number AS storm_number,
       ARRAY(SELECT coalesce('C' || mv.number, m.title) FROM alerts m LEFT JOIN conversations mv ON mv.id = m.conversation_id
             WHERE m.storm_id = a.id ORDER BY m.created_at DESC, m.number DESC LIMIT ?) AS members
     FROM alerts a
       LEFT JOIN conversations v ON v.id = a.conversation_id
       LEFT JOIN customers c ON c.id = CASE WHEN a.customer_id IS NULL THEN v.customer_id ELSE a.customer_id END
       LEFT JOIN users owner ON owner.id = v.agent_id
       LEFT JOIN users acker ON acker.id = a.acknowledged_by
       LEFT JOIN users assignee ON assignee.id = a.assigned_to
        LEFT JOIN alerts storm ON storm.id = a.storm_id
       LEFT JOIN desk_threads t ON t.conversation_id = v.id AND t.moved_at IS NULL
     WHERE a.org_id = ? AND a.id = ?`,
    [MAX_MEMBERS, orgId, alert.id],
  );
  const row = rows[0] ?? {};
  return {
    alert,
    conversation: row.conversation_id
      ? {
          id: row.conversation_id,
          code: `C${row.number}`,
          channelType: row.channel_type,
          isOpen: row.is_open,
          agentName: row.agent_name,
        }
      : null,
    customerName: row.customer_name ?? null,
    acknowledgedBy: row.acknowledged_by ?? null,
    assignedTo: row.assigned_to ?? null,
    threadUrl: row.url ?? null,
    stormNumber: row.storm_number ?? null,
    members: row.members ?? [],
    money: alert.details.isStorm ? await moneyOf({ trx, orgId }, alert) : [],
  };
}
