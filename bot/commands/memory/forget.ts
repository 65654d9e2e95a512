import { keepCustomerChange } from "../../../domain/customers/keep-change.ts";
import { forgetMemories } from "../../../domain/memory/forget.ts";
import { forgetCustomer } from "../../memory/forget-customer.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { RunCommand } from "../command.ts";
import { toChange } from "../customer/may-change.ts";
import { whichMemory } from "./which-memory.ts";

/** `/memory forget 12`: one memory is no longer used. */
export const forgetOne: RunCommand = async (context, args) => {
  const { scope, staff, language, deps } = context;
  const { memory, customer } = await whichMemory(context, args, "memory forget");
  await forgetMemories(scope, { customerId: customer.id, id: memory.id }, deps.clock.now());
  await keepCustomerChange(scope, {
    customerId: customer.id,
    by: { userId: staff.userId },
    type: "field_change",
    title: `memory ${memory.number} forgotten`,
    action: "customer.memory",
    changes: { act: "forget", memory: memory.number, id: memory.id },
  });
  return plainText({ en: `Forgot memory ${memory.number}.`, zh: `已忘记记忆 ${memory.number}。` }[language]);
};

/** `/memory forget all [WHO]`: everything, and what was said until now is recalled no more. */
export const forgetAll: RunCommand = async (context, args) => {
  const { scope, staff, language, deps } = context;
  const { customer, conversation } = await toChange(context, args, {
    permission: "customer.change",
    by: "memory forget all",
    isLockingChats: true,
  });
  const forgotten = await forgetCustomer(scope, {
    customerId: customer.id,
    conversationId: conversation?.id ?? null,
    message: null,
    by: { userId: staff.userId },
    why: "command: memory forget all",
    at: deps.clock.now(),
  });
  return plainText(
    {
      en: `Forgot everything remembered of ${customer.name} (${forgotten}). What was said stays in the record.`,
      zh: `已忘记关于 ${customer.name} 的全部记忆（${forgotten} 条）。对话记录依规保留。`,
    }[language],
  );
};
