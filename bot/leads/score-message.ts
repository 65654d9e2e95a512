import type { Conversation } from "../../domain/conversations/conversation.ts";
import { findContactPoints, phoneCountryOf } from "../../domain/customers/contact-points.ts";
import { Lead } from "../../domain/customers/customer.ts";
import type { LeadActivityType } from "../../domain/customers/lead-words.ts";
import { leadsInOrder } from "../../domain/leads/find-lead.ts";
import { type NewLeadActivity, recordLeadActivities } from "../../domain/leads/keep-score.ts";
import { scorePolicyOf } from "../../domain/leads/score-policy.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Signals } from "../signals/read-signals.ts";
import { analyseLater } from "./analyse-later.ts";

const DAY_MS = 24 * 60 * 60_000;
/** Who writes again after so long has come back. */
const RETURNED_MS = 3 * DAY_MS;

const questions: Readonly<Record<string, LeadActivityType>> = {
  account_opening: "account_question",
  deposit: "deposit_question",
  verification: "documents_question",
};

export interface ScoredMessage {
  conversation: Conversation;
  message: { id: string; sentAt: Date };
  text: string;
  signals: Signals;
  /** By our clock. */
  at: Date;
}

/**
 * What a customer's message says of how likely they are to become a client: an activity of their lead for each kind, once
 * a day. A way to reach them that they gave is kept with the lead where it had none; nobody has verified it.
 */
export async function scoreMessage(scope: OrgScope, said: ScoredMessage): Promise<void> {
  const { conversation, at } = said;
  if (conversation.isGroup) return;
  const lead = await readLead(scope, conversation.customerId);
  if (!lead) return;
  const { last } = lead;
  const isNewToday = (type: LeadActivityType) => at.getTime() - (last.get(type)?.getTime() ?? 0) >= DAY_MS;
  const metadata = { messageId: said.message.id };
  const settings = await loadSettings(scope);
  const given = await keepContacts(scope, lead, findContactPoints(said.text, phoneCountryOf(settings)));
  const activities: NewLeadActivity[] = kindsOf(said, last)
    .filter(isNewToday)
    .map((type) => ({ type, at, metadata }));
  if (given.length > 0) activities.push({ type: "contact_given", at, metadata: { ...metadata, given } });
  if (activities.length > 0) await recordLeadActivities(scope, lead.id, activities, scorePolicyOf(settings));
  if (activities.length > 0 || said.signals.risks.length > 0) await analyseLater(scope, lead);
}

function kindsOf({ signals, at }: ScoredMessage, last: ReadonlyMap<LeadActivityType, Date>): LeadActivityType[] {
  const before = last.get("message");
  const hasReturned = before !== undefined && at.getTime() - before.getTime() >= RETURNED_MS;
  const asked = signals.intents.flatMap(({ intent }) => questions[intent] ?? []);
  return [...new Set<LeadActivityType>(["message", ...(hasReturned ? ["returned" as const] : []), ...asked])];
}

/** What a message is scored by. */
interface ScoredLead extends Pick<Lead, "id" | "status" | "contactPhone" | "contactEmail" | "contactWechat"> {
  /** When each kind of activity was recorded last. */
  last: ReadonlyMap<LeadActivityType, Date>;
}

/** The lead that `findLeadOf` finds, with its last activities, in one statement: this is on the way of every message. */
async function readLead({ trx, orgId }: OrgScope, customerId: string): Promise<ScoredLead | null> {
  const { rows } = await trx.raw(
    `SELECT l.id, l.status, l.contact_phone AS "contactPhone", l.contact_email AS "contactEmail",
       l.contact_wechat AS "contactWechat", (SELECT coalesce(json_object_agg(a.type, a.at), '{}') FROM (
         SELECT type, max(created_at) AS at FROM lead_activities WHERE org_id = l.org_id AND lead_id = l.id GROUP BY type) a) AS last
     FROM leads l WHERE l.org_id = :orgId AND l.customer_id = :customerId ORDER BY ${leadsInOrder} LIMIT 1`,
    { orgId, customerId },
  );
  const [row] = rows;
  if (!row) return null;
  const last = Object.entries<string>(row.last).map(([type, at]) => [type as LeadActivityType, new Date(at)] as const);
  return { ...row, last: new Map(last) };
}

/** Returns which are new to us. */
async function keepContacts(
  { trx, orgId }: OrgScope,
  lead: ScoredLead,
  { phone, email, wechat }: ReturnType<typeof findContactPoints>,
): Promise<string[]> {
  const found = {
    ...(phone !== null && lead.contactPhone === null ? { contactPhone: phone } : {}),
    ...(email !== null && lead.contactEmail === null ? { contactEmail: email } : {}),
    ...(wechat !== null && lead.contactWechat === null ? { contactWechat: wechat } : {}),
  };
  if (Object.keys(found).length > 0) await Lead.query(trx).where({ orgId, id: lead.id }).patch(found);
  return Object.keys(found);
}
