import type { CountryCode } from "libphonenumber-js/max";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { normalPhone } from "../contact-points.ts";

export type EvidenceKind = "phone" | "email" | "wechat" | "username" | "birth_date" | "company" | "city";

/** Why two customers may be one person. */
export interface Evidence {
  kind: EvidenceKind;
  /** Both have it on file. Otherwise one of them wrote it in a chat or a form, and anybody can write anything. */
  isOnFile: boolean;
}

export interface Alike {
  id: string;
  code: string;
  name: string;
}

export interface Proposal {
  /** The older one first. */
  customers: [Alike, Alike];
  evidence: Evidence[];
}

const MAX_PAIRS = 500;

/**
 * Pairs of customers who may be one person: the same phone number, e-mail address or WeChat id; or the same name with
 * something else. Only proposals: nothing merges by itself. Pairs whose merge was undone are not proposed again.
 */
export async function findDuplicates(
  scope: OrgScope,
  about: { customerId: string | null; country: CountryCode; limit: number },
): Promise<Proposal[]> {
  const pairs = [...(await sameContacts(scope, about.customerId)), ...(await sameNames(scope, about.customerId))];
  const proposals = new Map<string, Proposal>();
  for (const pair of pairs) {
    if (pair.kind === "phone" && !isSamePhone(pair.left_value, pair.right_value, about.country)) continue;
    const key = `${pair.left_id} ${pair.right_id}`;
    const proposal = proposals.get(key) ?? { customers: customersOf(pair), evidence: [] };
    const known = proposal.evidence.find(({ kind }) => kind === pair.kind);
    if (known) known.isOnFile ||= pair.is_on_file;
    else proposal.evidence.push({ kind: pair.kind, isOnFile: pair.is_on_file });
    proposals.set(key, proposal);
  }
  return [...proposals.values()].sort((left, right) => weightOf(right) - weightOf(left)).slice(0, about.limit);
}

interface Pair {
  kind: EvidenceKind;
  left_value: string;
  right_value: string;
  is_on_file: boolean;
  left_id: string;
  left_code: string;
  left_name: string;
  right_id: string;
  right_code: string;
  right_name: string;
}

const weightOf = ({ evidence }: Proposal) =>
  evidence.reduce((sum, { kind, isOnFile }) => sum + (isOnFile ? 10 : 5) + (kind === "phone" ? 1 : 0), 0);

function isSamePhone(left: string, right: string, country: CountryCode): boolean {
  const number = normalPhone(left, country);
  return number !== null && number === normalPhone(right, country);
}

function customersOf(pair: Pair): [Alike, Alike] {
  return [
    { id: pair.left_id, code: pair.left_code, name: pair.left_name },
    { id: pair.right_id, code: pair.right_code, name: pair.right_name },
  ];
}

const CUSTOMERS = `a.id AS left_id, a.customer_code AS left_code, a.name AS left_name,
  b.id AS right_id, b.customer_code AS right_code, b.name AS right_name`;
const NOT_UNDONE = `NOT EXISTS (SELECT FROM customer_merges g WHERE g.org_id = :orgId AND g.undone_at IS NOT NULL
  AND (g.kept_id, g.merged_id) IN ((a.id, b.id), (b.id, a.id)))`;
const WANTED = "(:customerId::uuid IS NULL OR :customerId::uuid IN (a.id, b.id))";

async function sameContacts({ trx, orgId }: OrgScope, customerId: string | null): Promise<Pair[]> {
  const { rows } = await trx.raw(
    `WITH points AS (
       SELECT id AS customer_id, 'phone' AS kind, right(regexp_replace(phone, '\\D', '', 'g'), 8) AS key, phone AS value, true AS on_file
         FROM customers WHERE org_id = :orgId AND phone IS NOT NULL
       UNION ALL SELECT id, 'email', lower(email), email, true FROM customers WHERE org_id = :orgId AND email IS NOT NULL
       UNION ALL SELECT id, 'wechat', lower(wechat_id), wechat_id, true
         FROM customers WHERE org_id = :orgId AND wechat_id IS NOT NULL
       UNION ALL SELECT customer_id, 'phone', right(regexp_replace(contact_phone, '\\D', '', 'g'), 8), contact_phone, false
         FROM leads WHERE org_id = :orgId AND contact_phone IS NOT NULL AND customer_id IS NOT NULL
       UNION ALL SELECT customer_id, 'email', lower(contact_email), contact_email, false
         FROM leads WHERE org_id = :orgId AND contact_email IS NOT NULL AND customer_id IS NOT NULL
       UNION ALL SELECT customer_id, 'wechat', lower(contact_wechat), contact_wechat, false
         FROM leads WHERE org_id = :orgId AND contact_wechat IS NOT NULL AND customer_id IS NOT NULL)
     SELECT p.kind, p.value AS left_value, q.value AS right_value, p.on_file AND q.on_file AS is_on_file, ${CUSTOMERS}
     FROM points p JOIN points q ON q.kind = p.kind AND q.key = p.key AND p.customer_id < q.customer_id AND p.key <> ''
       JOIN customers a ON a.id = p.customer_id AND a.merged_into IS NULL
       JOIN customers b ON b.id = q.customer_id AND b.merged_into IS NULL
     WHERE ${WANTED} AND ${NOT_UNDONE} ORDER BY b.created_at DESC LIMIT ${MAX_PAIRS}`,
    { orgId, customerId },
  );
  return rows;
}

async function sameNames({ trx, orgId }: OrgScope, customerId: string | null): Promise<Pair[]> {
  const { rows } = await trx.raw(
    `SELECT e.kind, '' AS left_value, '' AS right_value, e.kind <> 'username' AS is_on_file, ${CUSTOMERS}
     FROM customers a JOIN customers b ON b.org_id = a.org_id AND lower(b.name) = lower(a.name) AND a.id < b.id
       CROSS JOIN LATERAL (
         SELECT 'birth_date' AS kind WHERE a.birth_date = b.birth_date
         UNION ALL SELECT 'company' WHERE lower(a.company_name) = lower(b.company_name)
         UNION ALL SELECT 'city' WHERE lower(a.city) = lower(b.city)
         UNION ALL SELECT 'username' WHERE EXISTS (SELECT FROM customer_identities i JOIN customer_identities j
           ON lower(j.username) = lower(i.username) WHERE i.customer_id = a.id AND j.customer_id = b.id)) e
     WHERE a.org_id = :orgId AND a.merged_into IS NULL AND b.merged_into IS NULL AND ${WANTED} AND ${NOT_UNDONE}
     ORDER BY b.created_at DESC LIMIT ${MAX_PAIRS}`,
    { orgId, customerId },
  );
  return rows;
}
