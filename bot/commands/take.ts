import type { Conversation } from "../../domain/conversations/conversation.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import { User } from "../../domain/organisation/user.ts";
import { type ActOn, actOnConversation, type Told } from "../desk/act-on-conversation.ts";
import { giveTo } from "../desk/conversation-acts.ts";
import { setFocus } from "../desk/focus.ts";
import { refuse } from "../desk/refuse.ts";
import { showMissed } from "../desk/show-missed.ts";
import { followOwner } from "../handover/follow-owner.ts";
import { heldByOthers, offerOthers } from "../handover/show-others.ts";
import { takeOver } from "../handover/take-over.ts";
import type { Command, CommandContext } from "./command.ts";

/** Takes a conversation: from now on this person writes to the customer, and the bot is silent. */
export const take: Command = {
  name: "take",
  words: ["接手", "接管"],
  permission: "conversation.take",
  usage: "[C1042] [REASON]",
  description: {
    en: "Take a conversation: you write to the customer, the bot is silent",
    zh: "接手会话：由您回复客户，机器人静默",
  },
  run: (context, args) =>
    actOnConversation(context, args, async (on) => {
      const { conversation, code } = on;
      const { scope, staff, deps } = context;
      if (conversation.status !== "pending" && conversation.status !== "active") {
        return refuse("resolved", {
          en: `${code} is resolved. /reopen ${code} opens it again.`,
          zh: `${code} 已解决。使用 /reopen ${code} 重新打开。`,
        });
      }
      if (conversation.agentId === staff.userId) {
        await focus(context, conversation.id);
        return { en: `You have ${code} already.`, zh: `${code} 已由您负责。` };
      }
      if (conversation.agentId) return takeFrom(context, on, conversation.agentId);
      await giveTo(scope, conversation, staff.userId, { userId: staff.userId }, deps.clock.now());
      await showToOwner(context, conversation);
      await focus(context, conversation.id);
      await offerOthers(context, conversation, on.customer);
      return withOthers(context, on, hasTaken(context, on));
    }),
};

/** At their team's desk, and where there are no threads with what was said last. */
async function showToOwner({ scope, staff, deps }: CommandContext, conversation: Conversation): Promise<void> {
  const { userId } = staff;
  const desk = await followOwner(scope, deps.channels, { conversation, userId, byUserId: userId });
  if (desk) await showMissed(scope, desk);
}

/** Where there are no threads, what a person took is what they write to next. */
async function focus({ scope, channel, chat, staff, deps }: CommandContext, conversationId: string): Promise<void> {
  if (chat.kind !== "staff") return;
  await setFocus(scope, { channelId: channel.id, userId: staff.userId, conversationId, at: deps.clock.now() });
}

function hasTaken({ staff }: CommandContext, { customer, code }: ActOn): Told {
  return {
    en: `${staff.name} has taken ${code}. Plain lines of ${staff.name} now go to ${customer.name}; lines beginning with // stay here.`,
    zh: `${staff.name} 已接手 ${code}。${staff.name} 的普通内容将直接发送给 ${customer.name}；以 // 开头的内容仅内部可见。`,
  };
}

/** Somebody has it: a lead of theirs may take it over, and says why. */
async function takeFrom(context: CommandContext, on: ActOn, ownerId: string): Promise<Told> {
  const owner = await User.query(context.scope.trx).findById(ownerId).throwIfNotFound();
  if (!isAllowed(context.staff.role, "conversation.assign")) return taken(owner.name, on.code);
  const told = await takeOver(context, on, owner);
  await showToOwner(context, on.conversation);
  await focus(context, on.conversation.id);
  return withOthers(context, on, told);
}

/** It is taken all the same: two people must know of each other before both answer. */
async function withOthers(context: CommandContext, { conversation }: ActOn, told: Told): Promise<Told> {
  const others = await heldByOthers(context, conversation);
  return { en: told.en + others.en, zh: told.zh + others.zh };
}

function taken(name: string, code: string): never {
  return refuse("taken", {
    en: `${name} has ${code} already. They can /release it, or a lead can /assign it.`,
    zh: `${code} 已由 ${name} 负责。可请对方 /release，或由主管 /assign。`,
  });
}
