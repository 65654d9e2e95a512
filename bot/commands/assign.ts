import { isAllowed } from "../../domain/organisation/permissions.ts";
import type { User } from "../../domain/organisation/user.ts";
import { actOnConversation } from "../desk/act-on-conversation.ts";
import { giveTo } from "../desk/conversation-acts.ts";
import { findColleague } from "../desk/find-colleague.ts";
import { refuse } from "../desk/refuse.ts";
import { showMissed } from "../desk/show-missed.ts";
import { tellPerson } from "../desk/tell-person.ts";
import { followOwner } from "../handover/follow-owner.ts";
import type { Command } from "./command.ts";

/** Gives a conversation to somebody, whoever has it now. */
export const assign: Command = {
  name: "assign",
  words: ["分配", "指派"],
  permission: "conversation.assign",
  usage: "[C1042] WHO",
  description: { en: "Give a conversation to a colleague", zh: "把会话分配给同事" },
  run: (context, args) =>
    actOnConversation(context, args, async ({ conversation, customer, code, rest }) => {
      const { scope, staff, deps } = context;
      if (conversation.status !== "pending" && conversation.status !== "active") {
        return refuse("resolved", {
          en: `${code} is resolved. /reopen ${code} opens it again.`,
          zh: `${code} 已解决。使用 /reopen ${code} 重新打开。`,
        });
      }
      const user = await findColleague(context, rest);
      if (!isAllowed(user.role, "conversation.take")) return cannotHave(user);
      if (user.id === staff.userId && conversation.agentId && conversation.agentId !== user.id) {
        return refuse("take_over_reason", {
          en: `Somebody has ${code}. To take it over say why: /take ${code} REASON`,
          zh: `${code} 已有人负责。如需接管请说明原因：/take ${code} 原因`,
        });
      }
      if (conversation.agentId === user.id)
        return { en: `${user.name} has ${code} already.`, zh: `${code} 已由 ${user.name} 负责。` };
      await giveTo(scope, conversation, user.id, { userId: staff.userId }, deps.clock.now());
      const at = await followOwner(scope, deps.channels, { conversation, userId: user.id, byUserId: staff.userId });
      if (at) await showMissed(scope, at);
      if (user.id !== staff.userId) {
        const words = {
          en: `${staff.name} gave you ${code}: ${customer.name}.`,
          zh: `${staff.name} 把 ${code}（${customer.name}）分配给了您。`,
        };
        const about = {
          type: "assigned",
          resourceType: "conversation",
          resourceId: conversation.id,
          conversationId: conversation.id,
        };
        await tellPerson(scope, deps.channels, { user, words, about, receipt: context.receipt });
      }
      return {
        en: `${staff.name} gave ${code} to ${user.name}, whose plain lines now go to ${customer.name}.`,
        zh: `${staff.name} 已把 ${code} 分配给 ${user.name}，其普通内容将直接发送给 ${customer.name}。`,
      };
    }),
};

function cannotHave(user: User): never {
  return refuse("role", {
    en: `${user.name} (${user.role}) does not take conversations.`,
    zh: `${user.name}（${user.role}）不能接手会话。`,
  });
}
