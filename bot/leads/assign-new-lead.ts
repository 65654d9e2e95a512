import { z } from "zod";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { assignLead } from "../../domain/leads/change-lead.ts";
import { findLeadOf, leadCode, lockLead } from "../../domain/leads/find-lead.ts";
import { nextForLead } from "../../domain/leads/next-for-lead.ts";
import { defineSetting, readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import { tellPerson } from "../desk/tell-person.ts";
import { teamOfLead } from "./team-of-lead.ts";

/** Whether a new lead is given to somebody by itself. */
export const assignLeads = defineSetting("leads.assign", z.enum(["off", "team"]), "off");

/**
 * Gives a new lead that nobody has to whose turn it is in its team, where the organisation wants that (setting
 * `leads.assign`). While nobody is on it stays nobody's, and the customer's next message tries again.
 */
export async function assignNewLead(
  scope: OrgScope,
  { channels }: Pick<ConverseDeps, "channels">,
  { conversation, customer }: { conversation: Conversation; customer: Customer },
  at: Date,
): Promise<void> {
  if (conversation.isGroup || readSetting(await loadSettings(scope), assignLeads) === "off") return;
  const found = await findLeadOf(scope, customer.id);
  if (found?.status !== "new" || found.assignedTo !== null) return;
  const about = { leadId: found.id, teamId: conversation.teamId, name: customer.name, conversationId: conversation.id };
  await giveAway(scope, channels, about, at);
}

/** The same for a lead that a form or another system reported, in the team that works it; it is tried once. */
export async function assignRecordedLead(
  scope: OrgScope,
  { channels }: Pick<ConverseDeps, "channels">,
  leadId: string,
  at: Date,
): Promise<void> {
  if (readSetting(await loadSettings(scope), assignLeads) === "off") return;
  const lead = await lockLead(scope, leadId);
  if (lead?.status !== "new" || lead.assignedTo !== null) return;
  const customer = lead.customerId === null ? undefined : await Customer.query(scope.trx).findById(lead.customerId);
  const name = customer?.name ?? lead.contactName ?? "–";
  await giveAway(scope, channels, { leadId, teamId: await teamOfLead(scope, lead), name }, at);
}

async function giveAway(
  scope: OrgScope,
  channels: ConverseDeps["channels"],
  { leadId, teamId, name, ...place }: { leadId: string; teamId: string | null; name: string; conversationId?: string },
  at: Date,
): Promise<void> {
  const next = await nextForLead(scope, { teamId, now: at });
  const lead = next && (await lockLead(scope, leadId));
  if (!lead || lead.assignedTo !== null) return;
  await assignLead(scope, lead, { to: next.userId, by: { actor: "bot" }, at });
  const user = await User.query(scope.trx).findById(next.userId).throwIfNotFound();
  const code = leadCode(lead.number);
  const words = {
    en: `A new lead is yours: ${code} · ${name}. /lead ${code} shows it.`,
    zh: `新线索归您跟进：${code} · ${name}。发送 /lead ${code} 查看。`,
  };
  const about = { type: "lead_assigned", resourceType: "lead", resourceId: lead.id, ...place };
  await tellPerson(scope, channels, { user, words, about });
}
