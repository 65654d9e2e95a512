import { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { parseConversationCode } from "../../domain/organisation/codes.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { namedCustomer, splitFirst } from "../customers/named-customer.ts";
import { readCodes } from "./read-codes.ts";
import { refuse } from "./refuse.ts";

export interface Which {
  conversation: Conversation;
  customer: Customer;
  /** What the line said besides the code. */
  rest: string;
}

/**
 * The conversation that a command is about, locked: the one whose code stands first in `args` (or last, alone at the
 * end), else `here`, the one of the place. A button's argument is the conversation's id.
 * @throws RuleError with words for the person when there is none.
 */
export async function whichConversation(scope: OrgScope, args: string, here: string | null): Promise<Which> {
  const { first } = splitFirst(args);
  const named = await namedCustomer(scope, first);
  // Else the line would be carried out with the customer of the place, whom it does not mean.
  if (named && /^cust_/i.test(first)) return refuseCustomer(named);
  const which = await conversationOf(scope, args, here);
  return named && named.id !== which.customer.id ? refuseCustomer(named) : which;
}

/** The same where the words may well begin with a customer's code. @throws RuleError with words for the person. */
export async function conversationOf(scope: OrgScope, args: string, here: string | null): Promise<Which> {
  const { where, rest } = readTarget(args, here);
  if (!where) {
    return refuse("which", {
      en: "Which conversation? Add its code, for example C1042, or use the command in its thread.",
      zh: "哪个会话？请附上会话编号，例如 C1042，或在该会话的话题中使用此命令。",
    });
  }
  const conversation = await Conversation.query(scope.trx)
    .where({ orgId: scope.orgId, ...where })
    .forUpdate()
    .first();
  if (!conversation) {
    const what = "number" in where ? `C${where.number}` : "";
    return refuse("unknown", {
      en: `There is no conversation ${what}.`.replace(" .", "."),
      zh: `没有找到会话 ${what}。`,
    });
  }
  const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
  return { conversation, customer, rest };
}

function refuseCustomer({ customerCode, name }: Customer): never {
  return refuse("which_customer", {
    en: `This takes a conversation (C1042), not a customer: /open ${customerCode} shows where ${name} can be written to.`,
    zh: `此命令需要会话编号（C1042），而非客户：/open ${customerCode} 可查看 ${name} 的会话。`,
  });
}

/** What `args` name, as a code or an id that may be a conversation's; else `here`; and the rest of the words. */
export function readTarget(
  args: string,
  here: string | null,
): { where: { id: string } | { number: string } | null; rest: string } {
  const text = args.trim();
  const [first = "", ...others] = text.split(/\s+/u);
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(first))
    return { where: { id: first }, rest: others.join(" ") };
  const { named, isFirst } = readCodes(text);
  if (named) return { where: { number: String(named.number) }, rest: named.text };
  // Words that begin with what may be a code are not for whoever is current.
  if (isFirst) return { where: null, rest: text };
  const last = others.at(-1) ?? "";
  const lastNumber = parseConversationCode(last);
  if (lastNumber !== null) {
    return { where: { number: String(lastNumber) }, rest: text.slice(0, text.length - last.length).trim() };
  }
  return { where: here === null ? null : { id: here }, rest: text };
}
