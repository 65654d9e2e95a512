import type { CountryCode } from "libphonenumber-js/max";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { normalPhone } from "../contact-points.ts";
import { type EvidenceKind, findAlike, type Pair } from "./find-alike.ts";

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
 * Pairs that a customer is in with somebody who may be the same person: the same phone number, e-mail address or WeChat
 * id; or the same name with something else. Only proposals: nothing merges by itself. Pairs whose merge was undone are
 * not proposed again.
 */
export async function findDuplicates(
  scope: OrgScope,
  about: { customerId: string; country: CountryCode; limit: number },
): Promise<Proposal[]> {
  const { pairs } = await findAlike(scope, [about.customerId]);
  return proposalsOf(pairs, about.country).slice(0, about.limit);
}

/**
 * The same from the newest customers back, or from those before the customer `before`, until there are `enough` or
 * `customers` were looked at; each pair once, with the younger of the two. `next` is what `before` is next; null:
 * nobody is left.
 */
export async function findLatestDuplicates(
  scope: OrgScope,
  {
    before,
    customers,
    enough,
    country,
  }: { before: string | null; customers: number; enough: number; country: CountryCode },
): Promise<{ proposals: Proposal[]; looked: number; next: string | null }> {
  const pairs: Pair[] = [];
  let [looked, next] = [0, before];
  do {
    const wanted = Math.min(PIECE, customers - looked);
    const ids = await customersBefore(scope, next, wanted);
    const younger = new Set(ids);
    pairs.push(...(await pairsOf(scope, ids)).filter(({ right_id }) => younger.has(right_id)));
    looked += ids.length;
    next = ids.length < wanted ? null : (ids.at(-1) ?? null);
  } while (next !== null && looked < customers && proposalsOf(pairs, country).length < enough);
  return { proposals: proposalsOf(pairs, country), looked, next };
}

const PIECE = 100;

/** In halves where they are in more pairs than are read at a time. */
async function pairsOf(scope: OrgScope, ids: readonly string[]): Promise<Pair[]> {
  const { pairs, isCut } = await findAlike(scope, ids);
  if (!isCut || ids.length === 1) return pairs;
  const half = Math.ceil(ids.length / 2);
  return [...(await pairsOf(scope, ids.slice(0, half))), ...(await pairsOf(scope, ids.slice(half)))];
}

/** Ids are given out in order of time. */
async function customersBefore({ trx, orgId }: OrgScope, before: string | null, limit: number): Promise<string[]> {
  const customers = trx("customers").where({ org_id: orgId }).whereNull("merged_into");
  if (before !== null) customers.where("id", "<", before);
  return customers.orderBy("id", "desc").limit(limit).pluck("id");
}

/**
 * The same of all customers piece by piece: of at most the next so many by their codes, fewer where they are in more
 * pairs than are read at a time; each pair once, with the older of the two. `next` is where the next piece begins;
 * null: there is none.
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
