import { lockConversationsOf, lockCustomer } from "../../../domain/customers/lock-customer.ts";
import { isAllowed, type Permission } from "../../../domain/organisation/permissions.ts";
import { type WhichCustomer, whoseLine } from "../../customers/which-customer.ts";
import { lookAtCustomer, readReason } from "../../desk/look-at-customer.ts";
import { refuse } from "../../desk/refuse.ts";
import type { CommandContext } from "../command.ts";

/**
 * Whom a line is about, locked, for somebody who may do this with them: their role has the permission, and the customer is
 * theirs or their team's, or a reason is given (`reason: WHY`). @throws RuleError with words for the person.
 */
export async function toChange(
  context: CommandContext,
  args: string,
  { permission, by, isLockingChats = false }: { permission: Permission; by: string; isLockingChats?: boolean },
): Promise<WhichCustomer & { reason: string | null }> {
  const { scope, staff } = context;
  if (!isAllowed(staff.role, permission)) {
    return refuse("role", {
      en: `Your role (${staff.role}) may not use /${by}.`,
      zh: `您的角色（${staff.role}）无权使用 /${by}。`,
    });
  }
  const { rest: line, reason } = readReason(args);
  const which = await whoseLine(context, line);
  await lookAtCustomer(scope, { staff, customer: which.customer, reason, by });
  if (isLockingChats) await lockConversationsOf(scope, [which.customer.id]);
  return { ...which, reason, customer: await lockCustomer(scope, which.customer.id) };
}
