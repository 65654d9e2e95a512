import { Conversation } from "../../../domain/conversations/conversation.ts";
import type { Customer } from "../../../domain/customers/customer.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { CommandContext } from "../command.ts";
import { whoseWords } from "./whose-words.ts";

export interface WordsAbout {
  customer: Customer;
  /** The one named or at hand, else their newest; locked. Null: they have none. */
  conversation: Conversation | null;
  words: string;
}

/** Whom a line with words of one's own is about, and in which conversation. @throws RuleError with words for the person. */
export async function wordsAbout(context: CommandContext, args: string, by: string): Promise<WordsAbout> {
  const { customer, conversation, words } = await whoseWords(context, args, by);
  return { customer, conversation: conversation ?? (await newestOf(context.scope, customer.id)), words };
}

/** An open one before the others, one in private before a group's. */
async function newestOf({ trx, orgId }: OrgScope, customerId: string): Promise<Conversation | null> {
  const found = await Conversation.query(trx)
    .where({ orgId, customerId })
    .orderByRaw("status IN ('pending', 'active') DESC, is_group, created_at DESC")
    .forUpdate()
    .first();
  return found ?? null;
}
