import { z } from "zod";
import { type CodeOf, wordList } from "../language/word-list.ts";

/** What other systems can hear of. */
export const eventTypes = wordList({
  "message.received": { en: "a customer wrote", zh: "收到客户消息" },
  "message.edited": { en: "a customer changed a message", zh: "客户修改消息" },
  "message.deleted": { en: "a customer took a message back", zh: "客户撤回消息" },
  "message.recalled": { en: "a message of ours was taken back", zh: "我方撤回消息" },
  "conversation.opened": { en: "a conversation began", zh: "会话开始" },
  "conversation.assigned": { en: "a person has a conversation", zh: "会话已分配" },
  "conversation.released": { en: "a conversation went back to the bot", zh: "会话交还机器人" },
  "conversation.queued": { en: "a conversation waits for a person again", zh: "会话回到队列" },
  "conversation.resolved": { en: "a conversation ended", zh: "会话已解决" },
  "conversation.reopened": { en: "a conversation was opened again", zh: "会话重新打开" },
  "customer.created": { en: "a new customer", zh: "新客户" },
  "customer.changed": { en: "a customer's details changed", zh: "客户资料变更" },
  "customer.merged": { en: "two customers became one", zh: "客户合并" },
  "customer.unmerged": { en: "a merge was undone", zh: "撤销客户合并" },
  "account.opened": { en: "a customer has an account", zh: "客户开户" },
  "lead.created": { en: "a new lead", zh: "新线索" },
  "lead.status_changed": { en: "a lead moved on", zh: "线索状态变更" },
  "lead.assigned": { en: "a lead was given to somebody", zh: "线索分配" },
  "deposit.recorded": { en: "a deposit was written down", zh: "登记入金" },
  "deposit.moved": { en: "a deposit's status changed", zh: "入金状态变更" },
  "withdrawal.recorded": { en: "a withdrawal was written down", zh: "登记出金" },
  "withdrawal.moved": { en: "a withdrawal's status changed", zh: "出金状态变更" },
  "recommendation.followed": { en: "a customer followed a recommendation", zh: "客户跟随推荐" },
});
export type EventType = CodeOf<typeof eventTypes>;

/** Of all payloads below; another one when a field goes or changes its meaning. New fields do not change it. */
export const EVENT_VERSION = 1;

const id = z.uuid();
const word = z.string().max(100);
const message = z.strictObject({ customerId: id, conversationId: id });
const changedMessage = message.extend({ version: z.int() });
const conversation = z.strictObject({ customerId: id, conversationId: id, agentId: id.nullable(), status: word });
const merge = z.strictObject({ customerId: id, merge: word, mergedId: id });
const lead = z.strictObject({ leadId: id, customerId: id.nullable() });
const funds = z.strictObject({
  code: word,
  customerId: id,
  externalRef: z.string().nullable(),
  // Decimal numbers as text, as everywhere.
  amount: z.string(),
  currency: word,
  status: word,
});

/** What is told of each: codes, ids and states; never what was written, and nothing that reaches a person. */
export const eventPayloads = {
  "message.received": message,
  "message.edited": changedMessage,
  "message.deleted": changedMessage,
  "message.recalled": changedMessage,
  "conversation.opened": conversation,
  "conversation.assigned": conversation,
  "conversation.released": conversation,
  "conversation.queued": conversation,
  "conversation.resolved": conversation,
  "conversation.reopened": conversation,
  "customer.created": z.strictObject({ customerId: id }),
  "customer.changed": z.strictObject({ customerId: id, changed: z.array(word) }),
  "customer.merged": merge,
  "customer.unmerged": merge,
  "account.opened": z.strictObject({ customerId: id, platform: z.string() }),
  "lead.created": lead,
  "lead.status_changed": lead.extend({ from: word, to: word }),
  "lead.assigned": lead.extend({ from: id.nullable(), to: id }),
  "deposit.recorded": funds,
  "deposit.moved": funds,
  "withdrawal.recorded": funds,
  "withdrawal.moved": funds,
  "recommendation.followed": z.strictObject({ customerId: id, ref: z.string().max(200) }),
} satisfies Record<EventType, z.ZodType>;
export type EventPayload<Type extends EventType> = z.infer<(typeof eventPayloads)[Type]>;
