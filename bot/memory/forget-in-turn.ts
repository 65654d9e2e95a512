import type { Turn } from "../converse/turn.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { plainText } from "../ports/rich-text.ts";
import { forgetCustomer } from "./forget-customer.ts";

/** Forgets the customer who just asked for it, and tells the desk. */
export async function forgetInTurn({ scope, deps, parties, message, desk, event }: Turn): Promise<void> {
  const { conversation, customer } = parties;
  const forgotten = await forgetCustomer(scope, {
    customerId: customer.id,
    conversationId: conversation.id,
    message,
    by: { actor: "bot" },
    why: "asked by the customer",
    at: deps.clock.now(),
  });
  if (!desk) return;
  const words = {
    en: `🧠 ${customer.name} asked to be forgotten: ${forgotten} memories removed. The record of what was said stays.`,
    zh: `🧠 ${customer.name} 要求忘记：已移除 ${forgotten} 条记忆，对话记录保留。`,
  };
  const act = { by: "bot" as const, why: "forget", receipt: event.externalId };
  await tellThread(scope, desk, { content: plainText(words[desk.language]), act });
}
