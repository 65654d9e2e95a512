import { listQueue, type WaitingConversation } from "../../domain/conversations/waiting-list.ts";
import { workingCalendarOf } from "../../domain/conversations/working-hours.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { sayDeadline, sayTime } from "../desk/say-time.ts";
import { handoffReasonLabel } from "../desk/tell-desk.ts";
import type { Button } from "../ports/outbound-message.ts";
import { bold, type Inline, paragraph, plainText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";

const MAX_SHOWN = 20;
/** As many as fit beside each other everywhere. */
const MAX_BUTTONS = 3;

/** What waits for a person and nobody has taken. */
export const queue: Command = {
  name: "queue",
  words: ["排队", "等待列表"],
  permission: "conversation.take",
  usage: "",
  description: { en: "Conversations that wait for a person", zh: "等待人工的会话" },
  run: async ({ scope, deps, language }) => {
    const waiting = await listQueue(scope, MAX_SHOWN);
    if (waiting.length === 0) {
      return plainText({ en: "Nothing waits for a person.", zh: "没有等待人工的会话。" }[language]);
    }
    const { zone } = workingCalendarOf(await loadSettings(scope));
    const now = deps.clock.now();
    const title = { en: `${waiting.length} waiting`, zh: `${waiting.length} 个会话等待中` }[language];
    const items = waiting.map((one) => line(one, now, zone, language));
    const buttons = waiting.slice(0, MAX_BUTTONS).map((one) => takeButton(one, language));
    return { say: [paragraph(bold(title)), { type: "list", ordered: false, items }], buttons: [buttons] };
  },
};

function line(one: WaitingConversation, now: Date, zone: string, language: Language): Inline[] {
  const since = sayTime(one.waitingSince ?? one.handoffAt ?? now, now, zone);
  const by = sayDeadline(one.answerBy, now, zone, language);
  const parts =
    language === "zh"
      ? [`自 ${since}`, `时限 ${by}`, ...(one.offeredName ? [`轮到 ${one.offeredName}`] : [])]
      : [`since ${since}`, `due ${by}`, ...(one.offeredName ? [`${one.offeredName}'s turn`] : [])];
  const reason = handoffReasonLabel(one.handoffReason, language);
  const text = [one.customerName, reason, ...parts, one.language ?? "–"].filter(Boolean).join(" · ");
  return [bold(conversationCode(one.number)), { type: "text", text: ` · ${text}` }];
}

function takeButton({ id, number }: WaitingConversation, language: Language): Button {
  const code = conversationCode(number);
  return { id: `take:${id}`, label: { en: `Take ${code}`, zh: `接手 ${code}` }[language] };
}
