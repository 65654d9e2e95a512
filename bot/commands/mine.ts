import { listOwn, type WaitingConversation } from "../../domain/conversations/waiting-list.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { readingZone } from "../../domain/organisation/reading-zone.ts";
import { sayDeadline, sayTime } from "../desk/say-time.ts";
import { bold, type Inline, paragraph, plainText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";

const MAX_SHOWN = 20;

/** What the asker has, with whom it waits. */
export const mine: Command = {
  name: "mine",
  words: ["我的", "我的会话"],
  permission: "conversation.take",
  usage: "",
  description: {
    en: "Your conversations, with since when they wait and until when",
    zh: "您负责的会话及其等待时间与时限",
  },
  run: async ({ scope, staff, deps, language }) => {
    const own = await listOwn(scope, staff.userId, MAX_SHOWN);
    if (own.length === 0) {
      return plainText(
        { en: "You have no conversations. /queue shows what waits.", zh: "您没有会话。发送 /queue 查看等待中的会话。" }[
          language
        ],
      );
    }
    const zone = await readingZone(scope, staff);
    const now = deps.clock.now();
    const title = { en: `You have ${own.length}`, zh: `您负责 ${own.length} 个会话` }[language];
    const items = own.map((one) => line(one, now, zone, language));
    return [paragraph(bold(title)), { type: "list", ordered: false, items }];
  },
};

function line(one: WaitingConversation, now: Date, zone: string, language: Language): Inline[] {
  const rest = one.waitingSince
    ? {
        en: `waits since ${sayTime(one.waitingSince, now, zone)}, answer by ${sayDeadline(one.answerBy, now, zone, language)}`,
        zh: `自 ${sayTime(one.waitingSince, now, zone)} 等待，须在 ${sayDeadline(one.answerBy, now, zone, language)} 前回复`,
      }
    : { en: "waits for the customer", zh: "等待客户" };
  return [bold(conversationCode(one.number)), { type: "text", text: ` · ${one.customerName} · ${rest[language]}` }];
}
