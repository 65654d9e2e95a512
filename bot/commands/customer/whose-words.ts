import { mayReadCustomer } from "../../../domain/customers/may-read-customer.ts";
import { type WhichCustomer, whoseLine } from "../../customers/which-customer.ts";
import { lookAtCustomer, readReasonBehindWords } from "../../desk/look-at-customer.ts";
import type { CommandContext } from "../command.ts";

export interface WhoseWords extends WhichCustomer {
  /** What was typed, whole where no reason is needed: a note or a value may well say "reason:" or "--". */
  words: string;
  /** The same without what reads as a reason. */
  rest: string;
  reason: string | null;
}

/**
 * Whom a line with words of one's own is about, for somebody whose customer they are or who gives a reason. The reason is
 * taken out of the words only where one is needed. @throws RuleError with words for the person.
 */
export async function whoseWords(context: CommandContext, args: string, by: string): Promise<WhoseWords> {
  const { scope, staff } = context;
  const all = args.trim();
  const { rest: line, reason } = readReasonBehindWords(all);
  const which = await whoseLine(context, line);
  const isTheirs = await mayReadCustomer(scope, staff, which.customer.id);
  if (!isTheirs) await lookAtCustomer(scope, { staff, customer: which.customer, reason, by });
  return { ...which, reason, words: isTheirs ? `${which.rest}${all.slice(line.length)}`.trim() : which.rest };
}
