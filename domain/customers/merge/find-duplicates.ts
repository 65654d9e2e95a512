import type { CountryCode } from "libphonenumber-js/max";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { normalPhone } from "../contact-points.ts";
import {
  BOTH,
  CONTACT_POINTS,
  type EvidenceKind,
  findAlike,
  MAX_PAIRS,
  NOT_UNDONE,
  type Pair,
  SAME_BESIDE_NAME,
} from "./find-alike.ts";

export type { EvidenceKind } from "./find-alike.ts";

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

/**
 * Pairs of customers who may be one person: the same phone number, e-mail address or WeChat id; or the same name with
 * something else. Only proposals: nothing merges by itself. Pairs whose merge was undone are not proposed again.
 */
export async function findDuplicates(
  scope: OrgScope,
  about: { customerId: string | null; country: CountryCode; limit: number },
): Promise<Proposal[]> {
  const { customerId } = about;
  const pairs =
    customerId === null
      ? [...(await sameContacts(scope)), ...(await sameNames(scope))]
      : (await findAlike(scope, [customerId])).pairs;
  return proposalsOf(pairs, about.country).slice(0, about.limit);
}

/**
 * The same of all customers piece by piece: of at most the next so many by their codes, fewer where they are in more pairs than
 * are read at a time; each pair once, with the older of the two. `next` is where the next piece begins; null: there is none.
 */
export async function findDuplicatesFrom(
  scope: OrgScope,
  { after, customers, country }: { after: string; customers: number; country: CountryCode },
): Promise<{ proposals: Proposal[]; next: string | null }> {
  const batch = await nextCustomers(scope, after, customers);
  for (let count = batch.length; ; count = Math.ceil(count / 2)) {
    const piece = batch.slice(0, count);
    const ids = new Set(piece.map(({ id }) => id));
    const { pairs, isCut } = await findAlike(scope, [...ids]);
    if (isCut && count > 1) continue;
    const proposals = proposalsOf(pairs, country).filter(({ customers: [older] }) => ids.has(older.id));
    const isLast = count === batch.length && batch.length < customers;
    return { proposals, next: isLast ? null : (piece.at(-1)?.code ?? null) };
  }
}

async function nextCustomers(
  { trx, orgId }: OrgScope,
  after: string,
  limit: number,
): Promise<{ id: string; code: string }[]> {
  return trx("customers")
    .where({ org_id: orgId })
    .where("customer_code", ">", after)
    .whereNull("merged_into")
    .orderBy("customer_code")
    .limit(limit)
    .select("id", "customer_code as code");
}

/** What speaks for each pair, the weightiest first. */
function proposalsOf(pairs: readonly Pair[], country: CountryCode): Proposal[] {
  const proposals = new Map<string, Proposal>();
  for (const pair of pairs) {
    if (pair.kind === "phone" && !isSamePhone(pair.left_value, pair.right_value, country)) continue;
    const key = `${pair.left_id} ${pair.right_id}`;
    const proposal = proposals.get(key) ?? { customers: customersOf(pair), evidence: [] };
    const known = proposal.evidence.find(({ kind }) => kind === pair.kind);
    if (known) known.isOnFile ||= pair.is_on_file;
    else proposal.evidence.push({ kind: pair.kind, isOnFile: pair.is_on_file });
    proposals.set(key, proposal);
  }
  return [...proposals.values()].sort((left, right) => weightOf(right) - weightOf(left));
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

/** Of everybody with everybody: reads the organisation's customers, their contacts and leads. */
async function sameContacts({ trx, orgId }: OrgScope): Promise<Pair[]> {
  const { rows } = await trx.raw(
    `WITH points AS (${CONTACT_POINTS})
     SELECT p.kind, p.value AS left_value, q.value AS right_value, p.on_file AND q.on_file AS is_on_file, ${BOTH}
     FROM points p JOIN points q ON q.kind = p.kind AND q.key = p.key AND p.customer_id < q.customer_id AND p.key <> ''
       JOIN customers a ON a.id = p.customer_id AND a.merged_into IS NULL
       JOIN customers b ON b.id = q.customer_id AND b.merged_into IS NULL
     WHERE ${NOT_UNDONE} ORDER BY b.created_at DESC LIMIT ${MAX_PAIRS}`,
    { orgId },
  );
  return rows;
}

async function sameNames({ trx, orgId }: OrgScope): Promise<Pair[]> {
  const { rows } = await trx.raw(
    `SELECT e.kind, '' AS left_value, '' AS right_value, e.kind <> 'username' AS is_on_file, ${BOTH}
     FROM customers a JOIN customers b ON b.org_id = a.org_id AND b.name_key = a.name_key AND a.id < b.id
       CROSS JOIN LATERAL (${SAME_BESIDE_NAME}) e
     WHERE a.org_id = :orgId AND a.merged_into IS NULL AND b.merged_into IS NULL AND ${NOT_UNDONE}
     ORDER BY b.created_at DESC LIMIT ${MAX_PAIRS}`,
    { orgId },
  );
  return rows;
}
