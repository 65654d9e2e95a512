import { lockConversationsOf, lockCustomer } from "../../../domain/customers/lock-customer.ts";
import { isAllowed, type Permission } from "../../../domain/organisation/permissions.ts";
import { type WhichCustomer, whoseLine } from "../../customers/which-customer.ts";
import { lookAtCustomer, readReason } from "../../desk/look-at-customer.ts";
import { refuse } from "../../desk/refuse.ts";
import type { CommandContext } from "../command.ts";
import { whoseWords } from "./whose-words.ts";

interface Change {
  permission: Permission;
  /** The command. */
  by: string;
  isLockingChats?: boolean;
}

export interface ToChange extends WhichCustomer {
  reason: string | null;
}

/**
 * Whom a line of codes and names is about, locked, for somebody who may do this with them: their role has the
 * permission, and the customer is theirs or their team's, or a reason is given (`reason: WHY`). @throws RuleError with
 * words for the person.
 */
export async function toChange(context: CommandContext, args: string, change: Change): Promise<ToChange> {
  const { scope, staff } = context;
  allow(context, change);
  const { rest: line, reason } = readReason(args);
  const which = await whoseLine(context, line);
  await lookAtCustomer(scope, { staff, customer: which.customer, reason, by: change.by });
  return locked(context, { ...which, reason }, change);
}

/**
 * The same for a line with words of one's own: those are kept as they were typed, a dash and "reason:" too, where no
 * reason is needed. A line that is nothing but a reason has no words.
 */
export async function toChangeByWords(context: CommandContext, args: string, change: Change): Promise<ToChange> {
  allow(context, change);
  const { words, ...which } = await whoseWords(context, args, change.by);
  return locked(context, which.rest === "" ? which : { ...which, rest: words }, change);
}

function allow({ staff }: CommandContext, { permission, by }: Change): void {
  if (isAllowed(staff.role, permission)) return;
  refuse("role", {
    en: `Your role (${staff.role}) may not use /${by}.`,
    zh: `您的角色（${staff.role}）无权使用 /${by}。`,
  });
}

async function locked(
  { scope }: CommandContext,
  which: ToChange,
  { isLockingChats = false }: Change,
): Promise<ToChange> {
  if (isLockingChats) await lockConversationsOf(scope, [which.customer.id]);
  return { ...which, customer: await lockCustomer(scope, which.customer.id) };
}
