import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { offShiftSince } from "../organisation/duty-roster.ts";
import { loadRosters } from "../organisation/load-roster.ts";
import type { Conversation } from "./conversation.ts";

/** Another open conversation of the same person, on whichever channel. */
export interface OtherConversation {
  id: string;
  number: string;
  channelType: string;
  agentId: string | null;
  agentName: string | null;
}

const MAX_OTHERS = 5;

/** The customer's other open private conversations, oldest first. */
export async function otherConversations(
  { trx, orgId }: OrgScope,
  { id, customerId }: Pick<Conversation, "id" | "customerId">,
): Promise<OtherConversation[]> {
  const { rows } = await trx.raw(
    `SELECT v.id, v.number, v.channel_type, v.agent_id, u.name FROM conversations v LEFT JOIN users u ON u.id = v.agent_id
     WHERE v.org_id = ? AND v.customer_id = ? AND v.id <> ? AND v.status IN ('pending', 'active') AND NOT v.is_group
     ORDER BY v.created_at LIMIT ?`,
    [orgId, customerId, id, MAX_OTHERS],
  );
  return rows.map((row: Record<string, unknown>) => ({
    id: row["id"],
    number: row["number"],
    channelType: row["channel_type"],
    agentId: row["agent_id"],
    agentName: row["name"],
  })) as OtherConversation[];
}

/**
 * Whoever has another open conversation of this person, is here (busy is here) and not off shift: they go on with this one
 * too. Of several who is online first, then who heard of the person last.
 */
export async function holderOfOther(
  scope: OrgScope,
  about: Pick<Conversation, "id" | "customerId">,
  { notBefore, now }: { notBefore: Date; now: Date },
): Promise<string | null> {
  const holders = await holdersHere(scope, about, notBefore);
  if (holders.length === 0) return null;
  const rosters = [...(await loadRosters(scope)).values()];
  return holders.find((userId) => offShiftSince(rosters, userId, now) === null) ?? null;
}

async function holdersHere(
  { trx, orgId }: OrgScope,
  { id, customerId }: Pick<Conversation, "id" | "customerId">,
  notBefore: Date,
): Promise<string[]> {
  const { rows } = await trx.raw(
    `SELECT u.id FROM conversations v JOIN users u ON u.id = v.agent_id
     WHERE v.org_id = ? AND v.customer_id = ? AND v.id <> ? AND v.status IN ('pending', 'active') AND NOT v.is_group
       AND u.status = 'active' AND u.presence IN ('online', 'busy') AND u.presence_at >= ?
     ORDER BY u.presence = 'online' DESC, v.last_message_at DESC LIMIT ?`,
    [orgId, customerId, id, notBefore, MAX_OTHERS],
  );
  return rows.map((row: { id: string }) => row.id);
}
