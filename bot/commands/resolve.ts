import { isAllowed } from "../../domain/organisation/permissions.ts";
import { askSatisfaction } from "../converse/ask-satisfaction.ts";
import { actOnConversation } from "../desk/act-on-conversation.ts";
import { closeThread } from "../desk/close-thread.ts";
import { resolve as resolveConversation } from "../desk/conversation-acts.ts";
import { refuse } from "../desk/refuse.ts";
import type { Command } from "./command.ts";

/** Ends a conversation; what the customer writes next begins a new one. */
export const resolve: Command = {
  name: "resolve",
  words: ["解决", "结束"],
  permission: "conversation.resolve",
  usage: "[C1042]",
  description: { en: "End a conversation that is settled", zh: "结束已处理完的会话" },
  run: (context, args) =>
    actOnConversation(context, args, async ({ conversation, desk, code }) => {
      const { scope, staff, deps } = context;
      if (conversation.status === "resolved" || conversation.status === "closed") {
        return { en: `${code} is resolved already.`, zh: `${code} 已是解决状态。` };
      }
      if (
        conversation.agentId &&
        conversation.agentId !== staff.userId &&
        !isAllowed(staff.role, "conversation.assign")
      ) {
        return refuse("not_owner", {
          en: `${code} is a colleague's. They can /resolve it, or a lead can.`,
          zh: `${code} 由同事负责，需由本人或主管 /resolve。`,
        });
      }
      await resolveConversation(scope, conversation, { userId: staff.userId }, deps.clock.now());
      await askSatisfaction(scope, deps, conversation, { receipt: context.receipt });
      if (desk) await closeThread(scope, desk);
      return { en: `${staff.name} resolved ${code}.`, zh: `${staff.name} 已解决 ${code}。` };
    }),
};
