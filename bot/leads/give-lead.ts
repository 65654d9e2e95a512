import type { AuditEntry } from "../../domain/control/audit-log.ts";
import { Customer, type Lead } from "../../domain/customers/customer.ts";
import { assignLead } from "../../domain/leads/change-lead.ts";
import { leadCode } from "../../domain/leads/find-lead.ts";
import { nextForLead } from "../../domain/leads/next-for-lead.ts";
import { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import { tellPerson } from "../desk/tell-person.ts";
import { teamOfLead } from "./team-of-lead.ts";

export interface Giver {
  by: AuditEntry["by"];
  /** As the one who gets the lead is told. */
  name: string;
  at: Date;
  receipt?: string;
}

/** Gives a locked lead to somebody, who is told unless they took it themselves. False when it is theirs already. */
export async function giveLead(
  scope: OrgScope,
  channels: ConverseDeps["channels"],
  { lead, to }: { lead: Lead; to: User },
  { by, name, at, receipt }: Giver,
): Promise<boolean> {
  if (!(await assignLead(scope, lead, { to: to.id, by, at }))) return false;
  if ("userId" in by && by.userId === to.id) return true;
  const code = leadCode(lead.number);
  const whose = (await nameOf(scope, lead)) ?? code;
  const words = {
    en: `${name} gave you the lead ${code}: ${whose}.`,
    zh: `${name} 把线索 ${code}（${whose}）分配给了您。`,
  };
  const about = { type: "lead_assigned", resourceType: "lead", resourceId: lead.id };
  await tellPerson(scope, channels, { user: to, words, about, ...(receipt ? { receipt } : {}) });
  return true;
}

/** The colleague whose turn it is in the team that works a lead, other than who has it; null when nobody is on. */
export async function whoseTurn(scope: OrgScope, lead: Lead, now: Date): Promise<User | null> {
  const teamId = await teamOfLead(scope, lead);
  const next = await nextForLead(scope, { teamId, now, except: lead.assignedTo });
  return next && User.query(scope.trx).findById(next.userId).throwIfNotFound();
}

async function nameOf({ trx }: OrgScope, lead: Lead): Promise<string | null> {
  const customer = lead.customerId === null ? undefined : await Customer.query(trx).findById(lead.customerId);
  return customer?.name ?? lead.contactName;
}
