import type { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { CommandContext } from "../commands/command.ts";
import { refuse } from "../desk/refuse.ts";
import { whichConversation } from "../desk/which-conversation.ts";

type Here = Pick<CommandContext, "scope" | "conversationId">;

/** The customer whom a code, name or conversation names. @throws RuleError with words for the person. */
export async function whichCustomer({ scope, conversationId }: Here, args: string): Promise<Customer> {
  const who = args.trim();
  if (who === "" || /^(c\d+|[0-9a-f-]{36})$/i.test(who)) {
    return (await whichConversation(scope, who, conversationId)).customer;
  }
  const { trx, orgId } = scope;
  const found = await Customer.query(trx)
    .where({ orgId })
    .where((or) => or.whereNull("mergedInto").orWhereRaw("customer_code = upper(?)", [who]))
    .where((or) =>
      or
        .whereRaw("customer_code = upper(?)", [who])
        .orWhere({ phone: who })
        .orWhereRaw("email_key = lower(?)", [who])
        .orWhereRaw("name_key = lower(?)", [who]),
    )
    .limit(6);
  const [first, ...others] = found;
  if (!first) return refuse("customer", { en: `No customer is called “${who}”.`, zh: `没有找到客户“${who}”。` });
  if (others.length > 0) {
    const list = found.map((one) => one.customerCode).join(", ");
    return refuse("customer", { en: `Several are called “${who}”: ${list}.`, zh: `有多位“${who}”：${list}。` });
  }
  return whoTheyAre(trx, first);
}

/** An old code leads to who they turned out to be. */
async function whoTheyAre(trx: OrgScope["trx"], found: Customer): Promise<Customer> {
  return found.mergedInto === null ? found : Customer.query(trx).findById(found.mergedInto).throwIfNotFound();
}

export interface WhichCustomer {
  customer: Customer;
  /** Null where the line named the customer by their own code. */
  conversation: Conversation | null;
  /** What the line said besides. */
  rest: string;
}

/** Whom a line that begins with a code, or stands in a conversation, is about: `CUST_00042 …`, `C1042 …`, `…`. */
export async function whoseLine({ scope, conversationId }: Here, args: string): Promise<WhichCustomer> {
  const [, code, rest = ""] = /^\s*(cust_\d{1,15})(?:\s+([\s\S]*))?$/i.exec(args) ?? [];
  if (code === undefined) return whichConversation(scope, args, conversationId);
  return { customer: await byCode(scope, code), conversation: null, rest: rest.trim() };
}

async function byCode({ trx, orgId }: OrgScope, code: string): Promise<Customer> {
  const found = await Customer.query(trx).where({ orgId }).whereRaw("customer_code = upper(?)", [code]).first();
  if (!found) return refuse("customer", { en: `No customer has the code ${code}.`, zh: `没有编号为 ${code} 的客户。` });
  return whoTheyAre(trx, found);
}
