import { conversationCode } from "../../domain/organisation/codes.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import { lineKind } from "./line-kind.ts";
import { type ReadCodes, readCodes } from "./read-codes.ts";

export type Naming =
  /** The code that opens the line says whom it is for. */
  | { kind: "named"; conversationId: string; text: string }
  /** Nothing in it speaks against whoever is current. */
  | { kind: "current" }
  /** It may be meant for somebody else: nobody gets it. */
  | { kind: "unclear" };

/**
 * Whom a line means where there are no threads. What names a conversation in another way than `C1042 text`, or names
 * one there is not, must not reach whoever is current: it may tell them of somebody else's money.
 */
export async function whomLineNames(
  scope: OrgScope,
  { event, staff, currentId }: { event: MessageEvent; staff: Staff; currentId: string | null },
): Promise<Naming> {
  const codes = readCodes(event.text);
  if (!codes.isFirst && codes.bare === null && codes.numbers.length === 0) return { kind: "current" };
  const coded = await conversationsCoded(scope, codes, currentId);
  const { named } = codes;
  const target = coded.find(({ id, number }) => (named ? Number(number) === named.number : id === currentId));
  const text = named?.text ?? event.text;
  const isPlain = lineKind({ ...event, text }) === "plain";
  // A code alone says nothing to anybody, and a mistyped one must not reach whoever is current.
  if (codes.isFirst && (!named || !target || (text === "" && isEmpty(event)))) return { kind: "unclear" };
  if (isPlain && target && coded.some((one) => isOfAnother(one, target, codes, staff))) return { kind: "unclear" };
  return named && target ? { kind: "named", conversationId: target.id, text } : { kind: "current" };
}

/** The codes of conversations with anybody but the customer that a text is for, as far as they are written in it. */
export async function codesOfOthers(scope: OrgScope, text: string, to: { customerId: string }): Promise<string[]> {
  const codes = readCodes(text);
  if (codes.numbers.length === 0) return [];
  const coded = await conversationsCoded(scope, { ...codes, bare: null }, null);
  return coded.filter((one) => one.customer_id !== to.customerId).map(({ number }) => conversationCode(number));
}

interface Coded {
  id: string;
  number: string;
  customer_id: string;
  agent_id: string | null;
  status: string;
}

async function conversationsCoded(
  { trx, orgId }: OrgScope,
  { numbers, bare }: ReadCodes,
  currentId: string | null,
): Promise<Coded[]> {
  const all = bare === null ? numbers : [...numbers, bare];
  return trx("conversations")
    .where({ org_id: orgId })
    .where((or) => or.whereIn("number", all.map(String)).orWhere("id", currentId))
    .select("id", "number", "customer_id", "agent_id", "status");
}

/** A number without its letter may be an amount: it counts where it is that of a conversation the writer has. */
function isOfAnother(one: Coded, target: Coded, { numbers, bare }: ReadCodes, staff: Staff): boolean {
  if (one.customer_id === target.customer_id) return false;
  if (numbers.includes(Number(one.number))) return true;
  return Number(one.number) === bare && one.agent_id === staff.userId && one.status === "active";
}

const isEmpty = ({ attachments }: MessageEvent) => attachments.length === 0;
