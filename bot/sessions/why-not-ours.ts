import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { nameHolder } from "./name-holder.ts";

/** Why nothing of ours goes to a chat whose session is not ours at the platform, and what to do; null where it is. */
export async function whyNotOurs(
  scope: OrgScope,
  { number, channelId, sessionState, sessionHolder }: Conversation,
): Promise<Record<Language, string> | null> {
  const code = conversationCode(number);
  switch (sessionState) {
    case null:
      return null;
    case "queued":
      return {
        en: `their session waits on the platform itself for a receptionist: /release ${code} asks for it back`,
        zh: `会话正在平台接待池中排队：发送 /release ${code} 可申请交还`,
      };
    case "with_person": {
      const who = await nameHolder(scope, { channelId, holder: sessionHolder });
      return {
        en: `${who.en} has their session on the platform itself: answer there, or /release ${code} asks for it back`,
        zh: `${who.zh} 正在平台上接待：请在平台回复，或发送 /release ${code} 申请交还`,
      };
    }
    case "ended":
      return {
        en: "their session was ended on the platform: nothing can be sent until they write again",
        zh: "会话已在平台上结束：客户再次发来消息前无法发送",
      };
  }
}
