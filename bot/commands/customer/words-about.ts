import type { Conversation } from "../../../domain/conversations/conversation.ts";
import { lockNewestOf } from "../../../domain/conversations/lock-newest.ts";
import type { Customer } from "../../../domain/customers/customer.ts";
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
  return { customer, conversation: conversation ?? (await lockNewestOf(context.scope, customer.id)), words };
}
