import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { budgetLeft } from "../desk/reply-budget.ts";
import type { RichText } from "../ports/rich-text.ts";

/**
 * How many of a counted budget's replies must be left for people after an automated text. The last two belong to them:
 * no note and no question takes one. An answer is what the customer came for and may leave only one.
 */
const leftForPeople = { answer: 1, note: 2, question: 2 } as const;

export type AutomatedText = keyof typeof leftForPeople;

/** Whether the platform's budget has room for an automated text; always where the platform does not count. */
export async function hasSlotFor(
  scope: OrgScope,
  channel: LiveChannel,
  conversation: Pick<Conversation, "id" | "externalChatId">,
  text: { kind: AutomatedText; content: RichText },
): Promise<boolean> {
  const budget = await budgetLeft(scope, channel, conversation.id, conversation.externalChatId);
  if (!budget) return true;
  const parts = channel.adapter.split(text.content).length;
  return budget.left - budget.waiting - parts >= leftForPeople[text.kind];
}
