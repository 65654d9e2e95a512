import type { Conversation } from "../../domain/conversations/conversation.ts";
import { findContactPoints, phoneCountryOf } from "../../domain/customers/contact-points.ts";
import type { Lead } from "../../domain/customers/customer.ts";
import type { LeadActivityType } from "../../domain/customers/lead-words.ts";
import { findLeadOf } from "../../domain/leads/find-lead.ts";
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
  const lead = await findLeadOf(scope, conversation.customerId);
  if (!lead) return;
  const last = await lastActivities(scope, lead.id);
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

async function lastActivities({ trx, orgId }: OrgScope, leadId: string): Promise<Map<LeadActivityType, Date>> {
  const rows: { type: LeadActivityType; at: Date }[] = await trx("lead_activities")
    .where({ org_id: orgId, lead_id: leadId })
    .groupBy("type")
    .select("type", trx.raw("max(created_at) AS at"));
  return new Map(rows.map(({ type, at }) => [type, at]));
}

/** Returns which are new to us. */
async function keepContacts(
  scope: OrgScope,
  lead: Lead,
  { phone, email, wechat }: ReturnType<typeof findContactPoints>,
): Promise<string[]> {
  const found = {
    ...(phone !== null && lead.contactPhone === null ? { contactPhone: phone } : {}),
    ...(email !== null && lead.contactEmail === null ? { contactEmail: email } : {}),
    ...(wechat !== null && lead.contactWechat === null ? { contactWechat: wechat } : {}),
  };
  if (Object.keys(found).length > 0) await lead.$query(scope.trx).patch(found);
  return Object.keys(found);
}
