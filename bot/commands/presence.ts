import type { Language } from "../../domain/language/language.ts";
import { setPresence } from "../../domain/organisation/presence.ts";
import { User } from "../../domain/organisation/user.ts";
import type { Presence } from "../../domain/organisation/values.ts";
import { refuse } from "../desk/refuse.ts";
import { plainText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";

/** Says, and shows, whether conversations may be given to this person. */
export const presence: Command = {
  name: "presence",
  words: ["状态", "在线状态"],
  permission: "conversation.take",
  usage: "[online|busy|away]",
  description: { en: "Show or set whether you are online, busy or away", zh: "查看或设置状态：在线、忙碌、离开" },
  run: async ({ scope, staff, deps, language }, args) => {
    const word = args.trim().toLowerCase();
    if (word === "") {
      const { presence: now } = await User.query(scope.trx).findById(staff.userId).throwIfNotFound();
      return plainText(shown(now ?? "online", language));
    }
    const wanted = words.get(word);
    if (!wanted) {
      return refuse("presence", {
        en: `There is no “${word}”. /presence online, busy or away.`,
        zh: `没有“${word}”。请使用 /presence 在线、忙碌 或 离开。`,
      });
    }
    await setPresence(scope, staff.userId, wanted, deps.clock.now());
    return plainText(shown(wanted, language));
  },
};

const words = new Map<string, Presence>([
  ["online", "online"],
  ["在线", "online"],
  ["busy", "busy"],
  ["忙碌", "busy"],
  ["away", "away"],
  ["离开", "away"],
]);

function shown(presence: Presence, language: Language): string {
  const meaning: Record<Presence, Record<Language, string>> = {
    online: { en: "You are online: conversations may be yours next.", zh: "您在线：新会话可能会轮到您。" },
    busy: { en: "You are busy: nothing new is given to you.", zh: "您忙碌：不会再分配新会话给您。" },
    away: { en: "You are away: nothing new is given to you.", zh: "您已离开：不会再分配新会话给您。" },
  };
  return meaning[presence][language];
}
