import { Customer } from "../../../domain/customers/customer.ts";
import { lockCustomer } from "../../../domain/customers/lock-customer.ts";
import { mayReadCustomer } from "../../../domain/customers/may-read-customer.ts";
import { findMemory } from "../../../domain/memory/find-memory.ts";
import type { Memory } from "../../../domain/memory/memory.ts";
import { isAllowed } from "../../../domain/organisation/permissions.ts";
import { nameFirst } from "../../customers/named-customer.ts";
import { lookAtCustomer, readReasonBehindWords } from "../../desk/look-at-customer.ts";
import { refuse } from "../../desk/refuse.ts";
import type { CommandContext } from "../command.ts";

export interface WhichMemory {
  memory: Memory;
  customer: Customer;
  /** What the line said behind the number. */
  rest: string;
}

const numbered = new RegExp(String.raw`^\s*(?:${nameFirst}\s+)?#?(\d{1,12})(?:\s+([\s\S]*))?$`, "iu");

/**
 * The memory that a line names by its number, its customer locked, for somebody who may change it: their role may, and
 * the customer is theirs or their team's, or a reason is given. @throws RuleError with words for the person.
 */
export async function whichMemory(context: CommandContext, args: string, by: string): Promise<WhichMemory> {
  const { scope, staff } = context;
  if (!isAllowed(staff.role, "customer.change")) {
    return refuse("role", {
      en: `Your role (${staff.role}) may not use /${by}.`,
      zh: `您的角色（${staff.role}）无权使用 /${by}。`,
    });
  }
  const [, number, words = ""] = numbered.exec(args) ?? [];
  if (number === undefined) {
    return refuse("memory_number", {
      en: `Which one? Give its number, as /memory shows it: /${by} 12`,
      zh: `哪一条？请写 /memory 显示的编号：/${by} 12`,
    });
  }
  const found = await findMemory(scope, Number(number));
  if (!found) {
    return refuse("memory", {
      en: `There is no memory ${number}. /memory lists them.`,
      zh: `没有编号为 ${number} 的记忆。/memory 可查看列表。`,
    });
  }
  const customer = await Customer.query(scope.trx).findById(found.customerId).throwIfNotFound();
  // Words are kept as they were typed where no reason has to be given.
  const isTheirs = await mayReadCustomer(scope, staff, customer.id);
  const { rest, reason } = isTheirs ? { rest: words.trim(), reason: null } : readReasonBehindWords(words);
  await lookAtCustomer(scope, { staff, customer, reason, by });
  await lockCustomer(scope, customer.id);
  // Read behind the lock: somebody else may have changed it meanwhile.
  const memory = await findMemory(scope, Number(number));
  if (memory?.customerId !== customer.id) {
    return refuse("memory", { en: `Memory ${number} has just gone.`, zh: `记忆 ${number} 刚刚已被移除。` });
  }
  return { memory, customer, rest };
}
