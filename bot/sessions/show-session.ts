import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { DeskView } from "../desk/desk-view.ts";
import { tellThread } from "../desk/tell-thread.ts";
import type { ChatSession } from "../ports/adapter.ts";
import { plainText } from "../ports/rich-text.ts";
import { nameHolder } from "./name-holder.ts";

/** Tells the desk whose the customer's chat is at the platform now. */
export async function showSession(
  scope: OrgScope,
  desk: DeskView,
  session: ChatSession,
  receipt?: string,
): Promise<void> {
  const who = await nameHolder(scope, { channelId: desk.conversation.channelId, holder: session.holder ?? null });
  await tellThread(scope, desk, {
    content: plainText(wordsOf(session.state, who)[desk.language]),
    act: { by: "bot", why: `session: ${session.state}`, ...(receipt ? { receipt } : {}) },
    elseToAll: true,
  });
}

function wordsOf(state: ChatSession["state"], who: Record<Language, string>): Record<Language, string> {
  switch (state) {
    case "with_person":
      return {
        en: `🧑‍💼 ${who.en} has this customer's session on the platform itself: the bot is silent. /release asks for it back.`,
        zh: `🧑‍💼 ${who.zh} 正在平台上接待此客户：机器人已静默。发送 /release 可申请交还。`,
      };
    case "queued":
      return {
        en: "⏳ This customer's session waits on the platform itself for a receptionist: the bot is silent. /release asks for it back.",
        zh: "⏳ 此客户的会话正在平台接待池中排队：机器人已静默。发送 /release 可申请交还。",
      };
    case "ended":
      return {
        en: "⏹ The customer's session was ended on the platform. Nothing can be sent; with the customer's next message a new one begins.",
        zh: "⏹ 此客户的会话已在平台上结束，无法再发送；客户再次来信时将开始新会话。",
      };
    case "ours":
      return { en: "🤖 The customer's session is with the bot again.", zh: "🤖 此客户的会话已由机器人接待。" };
  }
}
