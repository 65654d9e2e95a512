import type { Conversation } from "../../domain/conversations/conversation.ts";
import { normalPhone, phoneCountryOf } from "../../domain/customers/contact-points.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { findByContact } from "../../domain/customers/find-by-contact.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { CommandContext } from "../commands/command.ts";
import { refuse } from "../desk/refuse.ts";
import { whichConversation } from "../desk/which-conversation.ts";
import { namedCustomer, splitFirst } from "./named-customer.ts";

type Here = Pick<CommandContext, "scope" | "conversationId">;

/** The customer whom a code, name or conversation names. @throws RuleError with words for the person. */
export async function whichCustomer({ scope, conversationId }: Here, args: string): Promise<Customer> {
  const who = args.trim();
  if (who === "" || /^(c\d+|[0-9a-f-]{36})$/i.test(who)) {
    return (await whichConversation(scope, who, conversationId)).customer;
  }
  const named = await namedCustomer(scope, who);
  if (named) return named;
  const { trx, orgId } = scope;
  const country = phoneCountryOf(await loadSettings(scope));
  const reached = await findByContact(scope, who, country);
  const found = await Customer.query(trx)
    .where({ orgId })
    .whereNull("mergedInto")
    .where((or) =>
      or
        .whereIn("phone", [who, normalPhone(who, country) ?? who])
        .orWhereRaw("email_key = lower(?)", [who])
        .orWhereRaw("wechat_key = lower(?)", [who])
        .orWhereRaw("name_key = lower(?)", [who])
        .orWhereIn("id", reached),
    )
    .limit(6);
  const [first, ...others] = found;
  if (!first) return refuse("customer", { en: `No customer is called “${who}”.`, zh: `没有找到客户“${who}”。` });
  if (others.length > 0) {
    const list = found.map((one) => one.customerCode).join(", ");
    return refuse("customer", { en: `Several are called “${who}”: ${list}.`, zh: `有多位“${who}”：${list}。` });
  }
  return first;
}

export interface WhichCustomer {
  customer: Customer;
  /** Null where the line named the customer by their own code. */
  conversation: Conversation | null;
  /** What the line said besides. */
  rest: string;
}

/**
 * Whom a line that begins with a name, or stands in a conversation, is about: `CUST_00042 …`, `crm:881 …`, `C1042 …`,
 * `…`.
 */
export async function whoseLine({ scope, conversationId }: Here, args: string): Promise<WhichCustomer> {
  const { first, rest } = splitFirst(args);
  const customer = await namedCustomer(scope, first);
  return customer ? { customer, conversation: null, rest } : whichConversation(scope, args, conversationId);
}
