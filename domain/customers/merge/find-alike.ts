import type { OrgScope } from "../../../infra/db/organization-scope.ts";

export type EvidenceKind = "phone" | "email" | "wechat" | "username" | "birth_date" | "company" | "city";

/** Two customers who have something in common; `a` is the older one. */
export interface Pair {
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

const MAX_PAIRS = 500;

/** The customers `a` and `b` as a `Pair` has them. */
const BOTH = `a.id AS left_id, a.customer_code AS left_code, a.name AS left_name,
  b.id AS right_id, b.customer_code AS right_code, b.name AS right_name`;
/** Pairs whose merge was undone are not proposed again. */
const NOT_UNDONE = `NOT EXISTS (SELECT FROM customer_merges g WHERE g.org_id = :orgId AND g.undone_at IS NOT NULL
  AND (g.kept_id, g.merged_id) IN ((a.id, b.id), (b.id, a.id)))`;
/** What two of one name have in common besides. */
const SAME_BESIDE_NAME = `SELECT 'birth_date' AS kind WHERE a.birth_date = b.birth_date
  UNION ALL SELECT 'company' WHERE lower(a.company_name) = lower(b.company_name)
  UNION ALL SELECT 'city' WHERE lower(a.city) = lower(b.city)
  UNION ALL SELECT 'username' WHERE EXISTS (SELECT FROM customer_identities i JOIN customer_identities j
    ON lower(j.username) = lower(i.username) WHERE i.customer_id = a.id AND j.customer_id = b.id)`;

const onFile = (kind: string, key: string, value: string) =>
  `SELECT id AS customer_id, '${kind}' AS kind, ${key} AS key, ${value} AS value, true AS on_file
   FROM customers WHERE org_id = :orgId AND ${key} IS NOT NULL`;
const written = (kind: string, key: string, value: string) =>
  `SELECT customer_id, '${kind}' AS kind, ${key} AS key, ${value} AS value, false AS on_file
   FROM leads WHERE org_id = :orgId AND ${key} IS NOT NULL AND customer_id IS NOT NULL`;

/** What staff keep of how a customer, or somebody at a company, is reached (`/contact`). */
const contact = (kind: string, key: string, value: string) =>
  `SELECT customer_id, '${kind}' AS kind, ${key} AS key, ${value} AS value, true AS on_file
   FROM customer_contacts WHERE org_id = :orgId AND ${key} IS NOT NULL`;

const KINDS = [
  { kind: "phone", key: "phone_end", ours: "phone", theirs: "contact_phone" },
  { kind: "email", key: "email_key", ours: "email", theirs: "contact_email" },
  { kind: "wechat", key: "wechat_key", ours: "wechat_id", theirs: "contact_wechat" },
];

const OWN_POINTS = KINDS.flatMap(({ kind, key, ours, theirs }) => [
  `${onFile(kind, key, ours)} AND id = ANY (:customerIds::uuid[])`,
  `${contact(kind, key, ours)} AND customer_id = ANY (:customerIds::uuid[])`,
  `${written(kind, key, theirs)} AND customer_id = ANY (:customerIds::uuid[])`,
]).join(" UNION ALL ");

/** Whoever has the point `o`, each found by the index of its kind. */
const SAME_POINT = KINDS.flatMap(({ kind, key, ours, theirs }) => [
  `${onFile(kind, key, ours)} AND o.kind = '${kind}' AND ${key} = o.key`,
  `${contact(kind, key, ours)} AND o.kind = '${kind}' AND ${key} = o.key`,
  `${written(kind, key, theirs)} AND o.kind = '${kind}' AND ${key} = o.key`,
]).join(" UNION ALL ");

/** The pairs that these customers are in, found by what is known of them alone. `isCut`: there may be more. */
export async function findAlike(
  scope: OrgScope,
  customerIds: readonly string[],
): Promise<{ pairs: Pair[]; isCut: boolean }> {
  const [samePoint, sameName] = [await withSamePoint(scope, customerIds), await withSameName(scope, customerIds)];
  return {
    pairs: [...samePoint, ...sameName],
    isCut: samePoint.length === MAX_PAIRS || sameName.length === MAX_PAIRS,
  };
}

async function withSamePoint({ trx, orgId }: OrgScope, customerIds: readonly string[]): Promise<Pair[]> {
  const { rows } = await trx.raw(
    `WITH own AS (${OWN_POINTS})
     SELECT o.kind, o.value AS left_value, x.value AS right_value, o.on_file AND x.on_file AS is_on_file, ${BOTH}
     FROM own o CROSS JOIN LATERAL (${SAME_POINT}) x
       ${pairOf("o.customer_id", "x.customer_id")}
     WHERE o.key <> '' AND x.customer_id <> o.customer_id AND ${NOT_UNDONE} ORDER BY b.created_at DESC LIMIT ${MAX_PAIRS}`,
    bindingsOf(orgId, customerIds),
  );
  return rows;
}

async function withSameName({ trx, orgId }: OrgScope, customerIds: readonly string[]): Promise<Pair[]> {
  const { rows } = await trx.raw(
    `SELECT e.kind, '' AS left_value, '' AS right_value, e.kind <> 'username' AS is_on_file, ${BOTH}
     FROM customers o JOIN customers x ON x.org_id = :orgId AND x.name_key = o.name_key AND x.id <> o.id
       ${pairOf("o.id", "x.id")}
       CROSS JOIN LATERAL (${SAME_BESIDE_NAME}) e
     WHERE o.org_id = :orgId AND o.id = ANY (:customerIds::uuid[]) AND ${NOT_UNDONE} ORDER BY b.created_at DESC LIMIT ${MAX_PAIRS}`,
    bindingsOf(orgId, customerIds),
  );
  return rows;
}

/** The two, each looked up by the index: for a page of customers the planner would read all of them instead. */
function pairOf(left: string, right: string): string {
  const standing = (id: string) =>
    `CROSS JOIN LATERAL (SELECT * FROM customers c WHERE c.id = ${id} AND c.merged_into IS NULL LIMIT 1)`;
  return `${standing(`least(${left}, ${right})`)} a ${standing(`greatest(${left}, ${right})`)} b`;
}

function bindingsOf(orgId: string, customerIds: readonly string[]): Record<string, string> {
  // knex's type knows no arrays as bindings, its code passes them on
  return { orgId, customerIds: [...customerIds] } as unknown as Record<string, string>;
}
