import { isAllowed } from "../../domain/organisation/permissions.ts";
import { actOnConversation } from "../desk/act-on-conversation.ts";
import { giveToBot } from "../desk/conversation-acts.ts";
import { refuse } from "../desk/refuse.ts";
import { askSessionBack } from "../sessions/ask-session-back.ts";
import type { Command } from "./command.ts";

const NOW = /^(now|立即|仍然)$/iu;

/** Gives a conversation back to the bot; while the customer waits for an answer, only to somebody who insists. */
export const release: Command = {
  name: "release",
  words: ["释放", "交还"],
  permission: "conversation.release",
  usage: "[C1042] [now]",
  description: { en: "Give a conversation back to the bot", zh: "把会话交还给机器人" },
  run: (context, args) =>
    actOnConversation(context, args, async ({ conversation, code, rest }) => {
      const { scope, staff, deps } = context;
      if (conversation.status === "resolved" || conversation.status === "closed") {
        return { en: `${code} is resolved; nobody has it.`, zh: `${code} 已解决，无人负责。` };
      }
      const isElsewhere = conversation.sessionState !== null;
      if (!isElsewhere && conversation.aiEnabled && conversation.handoffAt === null && conversation.agentId === null) {
        return { en: `${code} is with the bot already.`, zh: `${code} 已由机器人处理。` };
      }
      if (
        conversation.agentId &&
        conversation.agentId !== staff.userId &&
        !isAllowed(staff.role, "conversation.assign")
      ) {
        return refuse("not_owner", {
          en: `${code} is a colleague's. They can /release it, or a lead can.`,
          zh: `${code} 由同事负责，需由本人或主管 /release。`,
        });
      }
      // The bot answers what comes next: what the customer waits for now would be nobody's.
      if (!isElsewhere && conversation.agentId && conversation.waitingSince && !NOW.test(rest.trim())) {
        return refuse("customer_waits", {
          en: `The customer of ${code} waits for an answer, and the bot answers only what comes next. Answer or /handover it; “/release now” gives it back all the same.`,
          zh: `${code} 的客户正在等待答复，而机器人只回答之后的消息。请先回复或 /handover；仍要交还请用“/release now”。`,
        });
      }
      await giveToBot(scope, conversation, { userId: staff.userId }, deps.clock.now());
      if (isElsewhere && (await askSessionBack(context, conversation))) {
        return {
          en: `${code} goes back to the bot as soon as the platform gives the session back.`,
          zh: `${code} 将在平台交还会话后由机器人处理。`,
        };
      }
      return { en: `${code} is back with the bot.`, zh: `${code} 已交还给机器人。` };
    }),
};
