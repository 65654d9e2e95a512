import { Reminder } from "../../domain/conversations/reminder.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import { readingZone } from "../../domain/organisation/reading-zone.ts";
import { isId } from "../../infra/ids.ts";
import { refuse } from "../desk/refuse.ts";
import { sayTime } from "../desk/say-time.ts";
import { whichConversation } from "../desk/which-conversation.ts";
import { plainText } from "../ports/rich-text.ts";
import { addReminder, endReminder } from "../reminders/keep-reminder.ts";
import { cancelButton, listReminders } from "../reminders/list-reminders.ts";
import { readWhen, type When } from "../reminders/read-when.ts";
import { setZone } from "../reminders/set-zone.ts";
import type { ButtonAction, Command, CommandAnswer, CommandContext } from "./command.ts";
import { wordsAbout } from "./customer/words-about.ts";

const MAX_WORDS = 500;

/** Brings a text back in the conversation's thread at a time, to whoever has it then. */
export const remind: Command = {
  name: "remind",
  words: ["提醒"],
  permission: "reminder.set",
  usage: "[C1042|CUST_00042] [WHEN TEXT] | zone ZONE",
  description: {
    en: "Be reminded in the thread: /remind tomorrow 9:00 call back; alone it lists them",
    zh: "在会话中提醒：/remind 明天9点 回电；单独使用则列出",
  },
  run: async (context, args) => {
    const zoneWord = /^(?:zone|时区|時區)(?:\s+(\S+))?\s*$/iu.exec(args.trim());
    if (zoneWord) return ownZone(context, zoneWord[1] ?? null);
    if (args.trim() === "") return list(context);
    return set(context, args);
  },
};

/** Takes a reminder away: for who set it, who has the conversation, and leads. */
export const remindCancel: ButtonAction = {
  name: "remind_cancel",
  permission: "reminder.set",
  run: async ({ scope, staff, deps, language }, id) => {
    const reminder = isId(id)
      ? await Reminder.query(scope.trx).where({ orgId: scope.orgId, id }).forUpdate().first()
      : undefined;
    if (reminder?.status !== "open") {
      return refuse("reminder_gone", { en: "This reminder is over already.", zh: "此提醒已结束。" });
    }
    const { conversation } = await whichConversation(scope, "", reminder.conversationId);
    const isTheirs = reminder.userId === staff.userId || conversation.agentId === staff.userId;
    if (!isTheirs && !isAllowed(staff.role, "conversation.assign")) {
      return refuse("reminder_others", {
        en: "Only who set it, who has the conversation, or a lead takes a reminder away.",
        zh: "只有设置人、会话负责人或主管可以取消提醒。",
      });
    }
    await endReminder(scope, reminder, { status: "cancelled", by: staff.userId, at: deps.clock.now() });
    return plainText({ en: `Cancelled: ${reminder.words}`, zh: `已取消：${reminder.words}` }[language]);
  },
};

async function list({ scope, staff, deps, language, conversationId }: CommandContext): Promise<CommandAnswer> {
  const zone = await readingZone(scope, staff);
  return listReminders(scope, { conversationId, userId: staff.userId, now: deps.clock.now(), zone, language });
}

async function ownZone({ scope, staff, language }: CommandContext, wanted: string | null): Promise<CommandAnswer> {
  if (wanted === null) {
    const zone = await readingZone(scope, staff);
    const words = {
      en: `Your time zone is ${zone}. /remind zone ZONE sets it.`,
      zh: `您的时区是 ${zone}。使用 /remind 时区 名称 修改。`,
    };
    return plainText(words[language]);
  }
  const zone = await setZone(scope, staff.userId, wanted);
  return plainText({ en: `Your time zone is ${zone} now.`, zh: `您的时区已设为 ${zone}。` }[language]);
}

async function set(context: CommandContext, args: string): Promise<CommandAnswer> {
  const { scope, staff, deps, language } = context;
  const { conversation, customer, words: rest } = await wordsAbout(context, args, "remind");
  if (!conversation) return refuseNoChat(customer.name);
  const now = deps.clock.now();
  const zone = await readingZone(scope, staff);
  if (rest === "") {
    return listReminders(scope, { conversationId: conversation.id, userId: staff.userId, now, zone, language });
  }
  const when = readWhen(rest, now, zone);
  if (when.kind !== "at") return refuseTime(when, now, zone);
  const words = wordsOf(when.rest);
  const about = { conversationId: conversation.id, userId: staff.userId, dueAt: when.at, words, at: now };
  const reminder = await addReminder(scope, about);
  const time = sayTime(when.at, now, zone);
  const code = conversationCode(conversation.number);
  const told: Record<Language, string> = {
    en: `⏰ ${staff.name} set a reminder in ${code} · ${customer.name} for ${time} (${zone}): ${words}`,
    zh: `⏰ ${staff.name} 已设置 ${code} · ${customer.name} 的提醒：${time}（${zone}）${words}`,
  };
  const isHere = context.isInThread && conversation.id === context.conversationId;
  return {
    say: plainText(told[language]),
    buttons: [[cancelButton(reminder.id, time, language)]],
    to: isHere ? "here" : "asker",
  };
}

function refuseNoChat(name: string): never {
  return refuse("remind_no_chat", {
    en: `${name} has no conversation yet, where a reminder would come back. /note keeps it with them.`,
    zh: `${name} 暂无会话，提醒无处显示。可用 /note 记录。`,
  });
}

function wordsOf(rest: string): string {
  if (rest === "") {
    return refuse("remind_what", {
      en: "Of what? /remind tomorrow 9:00 call back",
      zh: "提醒什么？/remind 明天9点 回电",
    });
  }
  if ([...rest].length > MAX_WORDS) {
    return refuse("remind_long", {
      en: `A reminder holds ${MAX_WORDS} characters. Keep the rest with /note.`,
      zh: `提醒最多 ${MAX_WORDS} 个字符，其余请使用 /note。`,
    });
  }
  return rest;
}

function refuseTime(when: Exclude<When, { kind: "at" }>, now: Date, zone: string): never {
  const how = {
    en: "For example: in 2h, 30m, tomorrow 9:00, Fri 14:00, 2026-12-01 09:30",
    zh: "例如：2小时后、30分钟后、明天9点、下周一 10:00、2026-12-01 09:30",
  };
  switch (when.kind) {
    case "no_hour":
      return refuse("remind_hour", {
        en: `At what time on “${when.words}”? Give the hour too. ${how.en}`,
        zh: `“${when.words}”几点？请写明时间。${how.zh}`,
      });
    case "skipped":
      return refuse("remind_skipped", {
        en: `“${when.words}” does not exist in ${zone}: clocks jump over it. Give another time.`,
        zh: `“${when.words}”在 ${zone} 不存在（时钟调整），请换一个时间。`,
      });
    case "past":
      return refuse("remind_past", {
        en: `${sayTime(when.at, now, zone)} (${zone}) is past. Give a time to come. ${how.en}`,
        zh: `${sayTime(when.at, now, zone)}（${zone}）已过。请给出将来的时间。${how.zh}`,
      });
    case "too_far":
      return refuse("remind_far", {
        en: "That is more than a year away. Give an earlier time.",
        zh: "超过一年，请给出更早的时间。",
      });
    case "unclear":
      return refuse("remind_when", {
        en: `When? Begin with the time. ${how.en}`,
        zh: `什么时候？请以时间开头。${how.zh}`,
      });
  }
}
