import type { Conversation } from "../../../domain/conversations/conversation.ts";
import { lockNewestOf } from "../../../domain/conversations/lock-newest.ts";
import type { Customer } from "../../../domain/customers/customer.ts";
import { mayReadCustomer } from "../../../domain/customers/may-read-customer.ts";
import { whoseLine } from "../../customers/which-customer.ts";
import { lookAtCustomer, readReason } from "../../desk/look-at-customer.ts";
import type { CommandContext } from "../command.ts";

export interface WordsAbout {
  customer: Customer;
  /** The one named or at hand, else their newest; locked. Null: they have none. */
  conversation: Conversation | null;
  words: string;
}

/**
 * Whom a line with words of one's own is about, for somebody whose customer they are or who gives a reason. The reason is
 * taken out of the words only where one is needed: a note may well say "reason:". @throws RuleError with words for the person.
 */
export async function wordsAbout(context: CommandContext, args: string, by: string): Promise<WordsAbout> {
  const { scope, staff } = context;
  const all = args.trim();
  const { rest: line, reason } = readReason(all);
  const { customer, conversation, rest } = await whoseLine(context, line);
  const isTheirs = await mayReadCustomer(scope, staff, customer.id);
  if (!isTheirs) await lookAtCustomer(scope, { staff, customer, reason, by });
  const words = isTheirs ? `${rest}${all.slice(line.length)}`.trim() : rest;
  return { customer, conversation: conversation ?? (await lockNewestOf(scope, customer.id)), words };
}
