import { z } from "zod";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import { assignLead } from "../../domain/leads/change-lead.ts";
import { findLeadOf, leadCode, lockLead } from "../../domain/leads/find-lead.ts";
import { nextForLead } from "../../domain/leads/next-for-lead.ts";
import { defineSetting, readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import { tellPerson } from "../desk/tell-person.ts";

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
  const next = await nextForLead(scope, { teamId: conversation.teamId, now: at });
  const lead = next && (await lockLead(scope, found.id));
  if (!lead || lead.assignedTo !== null) return;
  await assignLead(scope, lead, { to: next.userId, by: { actor: "bot" }, at });
  const user = await User.query(scope.trx).findById(next.userId).throwIfNotFound();
  const code = leadCode(lead.number);
  const words = {
    en: `A new lead is yours: ${code} · ${customer.name}. /lead ${code} shows it.`,
    zh: `新线索归您跟进：${code} · ${customer.name}。发送 /lead ${code} 查看。`,
  };
  const about = { type: "lead_assigned", resourceType: "lead", resourceId: lead.id, conversationId: conversation.id };
  await tellPerson(scope, channels, { user, words, about });
}
