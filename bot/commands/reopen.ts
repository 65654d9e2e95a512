import { Conversation } from "../../domain/conversations/conversation.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { actOnConversation } from "../desk/act-on-conversation.ts";
import { reopenClosedThread } from "../desk/close-thread.ts";
import { giveTo, reopen as reopenConversation } from "../desk/conversation-acts.ts";
import { refuse } from "../desk/refuse.ts";
import { showMissed } from "../desk/show-missed.ts";
import { followOwner } from "../handover/follow-owner.ts";
import type { Command } from "./command.ts";

/** Opens a resolved conversation again, for whoever asks. */
export const reopen: Command = {
  name: "reopen",
  words: ["重开", "重新打开"],
  permission: "conversation.take",
  usage: "[C1042]",
  description: { en: "Open a resolved conversation again and take it", zh: "重新打开已解决的会话并接手" },
  run: (context, args) =>
    actOnConversation(context, args, async ({ conversation, customer, desk, code }) => {
      const { scope, staff, deps } = context;
      if (conversation.status === "pending" || conversation.status === "active") {
        return { en: `${code} is open already.`, zh: `${code} 仍是打开状态。` };
      }
      const newer = await Conversation.query(scope.trx)
        .where({
          orgId: scope.orgId,
          customerId: conversation.customerId,
          channelId: conversation.channelId,
          chat: conversation.chat,
        })
        .whereIn("status", ["pending", "active"])
        .first();
      if (newer) {
        const other = conversationCode(newer.number);
        return refuse("newer", {
          en: `${customer.name} has a newer conversation: ${other}. /take ${other} instead.`,
          zh: `${customer.name} 已有新的会话 ${other}，请使用 /take ${other}。`,
        });
      }
      await reopenConversation(scope, conversation, { userId: staff.userId });
      await giveTo(scope, conversation, staff.userId, { userId: staff.userId }, deps.clock.now());
      const { userId } = staff;
      const at = await followOwner(scope, deps.channels, { conversation, userId, byUserId: userId });
      if (at && at.thread.id === desk?.thread.id) await reopenClosedThread(scope, at);
      if (at) await showMissed(scope, at);
      return { en: `${staff.name} reopened ${code} and has it.`, zh: `${staff.name} 已重新打开并接手 ${code}。` };
    }),
};
