import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { Lead } from "../customers/customer.ts";
import type { LeadStatus } from "../customers/lead-words.ts";
import type { Role } from "../organisation/values.ts";

/** Those who answer for all leads, as for all customers. */
const everywhere: readonly Role[] = ["super_admin", "admin", "manager", "compliance"];

export interface Reader {
  userId: string;
  role: Role;
}

// Their own, those of people in their teams, those whose customer's conversation is their team's, and those of nobody.
const MAY_READ = `(l.assigned_to = :userId
  OR l.assigned_to IN (SELECT o.user_id FROM user_teams o WHERE o.org_id = :orgId AND o.team_id IN (SELECT id FROM theirs))
  OR EXISTS (SELECT FROM customers c WHERE c.id = l.customer_id AND c.owner_id = :userId)
  OR EXISTS (SELECT FROM conversations v WHERE v.org_id = :orgId AND v.customer_id = l.customer_id
       AND (v.agent_id = :userId OR v.team_id IN (SELECT id FROM theirs)))
  OR l.assigned_to IS NULL AND NOT EXISTS (SELECT FROM conversations v WHERE v.org_id = :orgId
       AND v.customer_id = l.customer_id AND v.team_id IS NOT NULL))`;

const THEIRS = `WITH theirs AS (
  SELECT team_id AS id FROM user_teams WHERE org_id = :orgId AND user_id = :userId
  UNION SELECT id FROM teams WHERE org_id = :orgId AND leader_id = :userId)`;

/** True when a lead is this person's or their team's business, or nobody's. */
export async function mayReadLead({ trx, orgId }: OrgScope, reader: Reader, leadId: string): Promise<boolean> {
  if (everywhere.includes(reader.role)) return true;
  const { rows } = await trx.raw(
    `${THEIRS} SELECT FROM leads l WHERE l.org_id = :orgId AND l.id = :leadId AND ${MAY_READ}`,
    { orgId, leadId, userId: reader.userId },
  );
  return rows.length > 0;
}

export interface ListedLead {
  id: string;
  number: string;
  name: string | null;
  status: LeadStatus;
  score: number;
  owner: string | null;
  source: string | null;
}

const OPEN: readonly LeadStatus[] = ["new", "contacted", "qualified"];

/** The leads that this person may read, their own first and the likeliest of each first, and how many there are. */
export async function listLeads(
  { trx, orgId }: OrgScope,
  reader: Reader,
  { status, limit }: { status: LeadStatus | null; limit: number },
): Promise<{ leads: ListedLead[]; total: number }> {
  const condition = everywhere.includes(reader.role) ? "true" : MAY_READ;
  const { rows } = await trx.raw(
    // Names are looked up for those alone that are shown.
    `${THEIRS}, shown AS MATERIALIZED (
       SELECT l.*, count(*) OVER () AS total FROM leads l
       WHERE l.org_id = :orgId AND l.status = ANY (:statuses) AND ${condition}
       ORDER BY l.assigned_to IS NOT DISTINCT FROM :userId DESC, l.score DESC, l.number LIMIT :limit)
     SELECT l.id, l.number, coalesce(c.name, l.contact_name) AS name, l.status, l.score, u.name AS owner,
       coalesce(l.utm_source, l.source_detail, l.source_platform) AS source, l.total
     FROM shown l LEFT JOIN users u ON u.id = l.assigned_to LEFT JOIN customers c ON c.id = l.customer_id
     ORDER BY l.assigned_to IS NOT DISTINCT FROM :userId DESC, l.score DESC, l.number`,
    { orgId, userId: reader.userId, statuses: status === null ? [...OPEN] : [status], limit },
  );
  return { leads: rows, total: Number(rows[0]?.total ?? 0) };
}

/** The leads that a word names: a number, or a name, phone number, e-mail address or WeChat id as it stands there. */
export async function findLeads(
  { trx, orgId }: OrgScope,
  word: { number: number } | { text: string; phone: string | null },
): Promise<Lead[]> {
  const leads = Lead.query(trx).where({ orgId });
  if ("number" in word) return leads.where({ number: String(word.number) });
  return leads
    .where((or) => {
      or.whereRaw("name_key = lower(?)", [word.text])
        .orWhereRaw("email_key = lower(?)", [word.text])
        .orWhereRaw("wechat_key = lower(?)", [word.text])
        .orWhere({ externalRef: word.text })
        .orWhereIn("contactPhone", word.phone === null ? [word.text] : [word.text, word.phone]);
    })
    .orderBy("createdAt", "desc")
    .limit(6);
}
