import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** What is known of a customer besides their own row. */
export interface Overview {
  owner: string | null;
  country: string | null;
  city: string | null;
  languages: unknown[];
  status: string;
  blacklist_reason: string | null;
  risk_flags: unknown[];
  tags: string[];
  source: string | null;
  conversations: string;
  /** The code of the one that is open. */
  open: string | null;
  marketing: "granted" | "withdrawn" | null;
}

export async function readOverview({ trx, orgId }: OrgScope, customerId: string): Promise<Overview> {
  const { rows } = await trx.raw(
    `SELECT u.name AS owner, c.country, c.city, c.languages, c.status, c.blacklist_reason, c.risk_flags,
       ARRAY(SELECT t.name FROM customer_tags ct JOIN tags t ON t.id = ct.tag_id WHERE ct.customer_id = c.id ORDER BY t.name) AS tags,
       (SELECT coalesce(l.source_detail, l.utm_source) FROM leads l WHERE l.customer_id = c.id ORDER BY l.created_at LIMIT 1) AS source,
       (SELECT count(*) FROM conversations v WHERE v.customer_id = c.id) AS conversations,
       (SELECT 'C' || v.number FROM conversations v WHERE v.customer_id = c.id AND v.status IN ('pending', 'active') ORDER BY v.created_at DESC LIMIT 1) AS open,
       (SELECT s.state FROM consents s WHERE s.customer_id = c.id AND s.kind = 'marketing' ORDER BY s.created_at DESC, s.id DESC LIMIT 1) AS marketing
     FROM customers c LEFT JOIN users u ON u.id = c.owner_id WHERE c.org_id = ? AND c.id = ?`,
    [orgId, customerId],
  );
  return rows[0];
}
