import { normalPhone, phoneCountryOf } from "../../../domain/customers/contact-points.ts";
import { Customer, type Lead } from "../../../domain/customers/customer.ts";
import { findLeadOf, leadCode, lockLead, parseLeadCode } from "../../../domain/leads/find-lead.ts";
import { findLeads, mayReadLead } from "../../../domain/leads/may-read-lead.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { namedCustomer, splitFirst } from "../../customers/named-customer.ts";
import { whichCustomer } from "../../customers/which-customer.ts";
import { lookAtCustomer } from "../../desk/look-at-customer.ts";
import { refuse } from "../../desk/refuse.ts";
import type { CommandContext } from "../command.ts";

/** A lead, locked, and the customer it is of; null: they have not written yet. */
export interface FoundLead {
  lead: Lead;
  customer: Customer | null;
}

/** The name that may stand first in a line, a lead's, a conversation's or a customer's, and what follows. */
export async function splitCode({ scope }: CommandContext, args: string): Promise<{ who: string; rest: string }> {
  const { first, rest } = splitFirst(args);
  const isName = /^[lc]\d{1,15}$/i.test(first) || (await namedCustomer(scope, first)) !== null;
  return isName ? { who: first, rest } : { who: "", rest: args.trim() };
}

/**
 * The lead that words name: by its code, by a customer or conversation, by what it says of itself, or that of the place
 * it was asked in. Reading one of another team's takes a reason, as with customers. @throws RuleError with words.
 */
export async function whichLead(
  context: CommandContext,
  who: string,
  look: { reason: string | null; by: string },
): Promise<FoundLead> {
  const id = (await namedLead(context, who)) ?? (await customersLead(context, who));
  const lead = await lockLead(context.scope, id);
  if (!lead) return refuseUnknown(who);
  const { trx } = context.scope;
  const customer = lead.customerId === null ? null : ((await Customer.query(trx).findById(lead.customerId)) ?? null);
  if (!(await mayReadLead(context.scope, context.staff, lead.id))) await lookElsewhere(context, lead, customer, look);
  return { lead, customer };
}

async function namedLead(context: CommandContext, who: string): Promise<string | null> {
  const word = who.trim();
  if (word === "" || /^c\d+$/i.test(word) || (await namedCustomer(context.scope, word))) return null;
  const number = parseLeadCode(word);
  const country = phoneCountryOf(await loadSettings(context.scope));
  const wanted = number === null ? { text: word, phone: normalPhone(word, country) } : { number };
  const found = await findLeads(context.scope, wanted);
  if (found.length > 1) {
    const list = found.map((lead) => leadCode(lead.number)).join(", ");
    return refuse("leads", {
      en: `Several leads are called “${word}”: ${list}.`,
      zh: `有多条线索“${word}”：${list}。`,
    });
  }
  if (number !== null && found.length === 0) return refuseUnknown(word);
  return found[0]?.id ?? null;
}

async function customersLead(context: CommandContext, who: string): Promise<string> {
  const customer = await whichCustomer(context, who);
  const lead = await findLeadOf(context.scope, customer.id);
  if (lead) return lead.id;
  return refuse("no_lead", {
    en: `${customer.name} has no lead: whoever asks in groups alone gets one with their first message in private.`,
    zh: `${customer.name} 没有线索：仅在群内提问的客户在首次私聊时才会生成线索。`,
  });
}

async function lookElsewhere(
  { scope, staff }: CommandContext,
  lead: Lead,
  customer: Customer | null,
  { reason, by }: { reason: string | null; by: string },
): Promise<void> {
  if (customer) return lookAtCustomer(scope, { staff, customer, reason, by });
  const code = leadCode(lead.number);
  refuse("out_of_reach", {
    en: `${code} is neither yours nor your team's. Ask whoever has it, or a manager.`,
    zh: `${code} 不属于您或您的团队，请联系其负责人或经理。`,
  });
}

function refuseUnknown(who: string): never {
  return refuse("lead", {
    en: `There is no lead “${who}”. /leads lists them.`,
    zh: `没有线索“${who}”。发送 /leads 查看列表。`,
  });
}
