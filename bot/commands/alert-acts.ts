import type { Alert } from "../../domain/control/alert.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import { readingZone } from "../../domain/organisation/reading-zone.ts";
import type { User } from "../../domain/organisation/user.ts";
import { alertCard, alertName, alertTitle, wallClock } from "../alerts/alert-card.ts";
import { viewAlert } from "../alerts/alert-view.ts";
import { type AlertChange, changeAlert, lockAlert } from "../alerts/change-alert.ts";
import { findColleague } from "../desk/find-colleague.ts";
import { refuse } from "../desk/refuse.ts";
import { tellPerson } from "../desk/tell-person.ts";
import { isTextWithheld } from "../desk/text-withheld.ts";
import { plainText } from "../ports/rich-text.ts";
import { assign } from "./assign.ts";
import type { CommandAnswer, CommandContext } from "./command.ts";

export const SNOOZE_MINUTES = 30;
const MAX_SNOOZE_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;

/** `12`, `#12`: the alert that is named, locked. */
export async function namedAlert(
  { scope, staff }: CommandContext,
  words: string,
): Promise<{ alert: Alert; rest: string }> {
  const [, number, rest = ""] = /^#?(\d{1,15})(?:\s+([\s\S]*))?$/u.exec(words.trim()) ?? [];
  if (!number) {
    return refuse("alert_which", {
      en: "Which alert? Give its number, for example /alerts ack 12. /alerts lists what is open.",
      zh: "哪条告警？请写编号，例如 /alerts ack 12。发送 /alerts 查看未处理的告警。",
    });
  }
  return { alert: await lockAlert(scope, staff, { number }), rest: rest.trim() };
}

/** One alert as its card shows it. */
export async function showOne(context: CommandContext, words: string): Promise<CommandAnswer> {
  const { scope, language } = context;
  const { alert } = await namedAlert(context, words);
  const zone = await readingZone(scope, context.staff);
  const isWithheld = await isTextWithheld(scope, context.channel, alert);
  const { content, buttons } = alertCard(await viewAlert(scope, alert), language, zone, isWithheld);
  return { say: content, buttons };
}

export async function acknowledge(context: CommandContext, words: string): Promise<CommandAnswer> {
  return acknowledgeThis(context, (await namedAlert(context, words)).alert);
}

export async function acknowledgeThis(context: CommandContext, alert: Alert): Promise<CommandAnswer> {
  await changeAlert(context.scope, alert, { act: "acknowledge", ...by(context) });
  return say(context, {
    en: `${alertName(alert, "en")} is acknowledged: you look after it.`,
    zh: `已确认${alertName(alert, "zh")}，由您跟进。`,
  });
}

export async function end(context: CommandContext, words: string): Promise<CommandAnswer> {
  return endThis(context, (await namedAlert(context, words)).alert);
}

export async function endThis(context: CommandContext, alert: Alert): Promise<CommandAnswer> {
  await changeAlert(context.scope, alert, { act: "resolve", ...by(context) });
  return say(context, { en: `${alertName(alert, "en")} is resolved.`, zh: `${alertName(alert, "zh")} 已解决。` });
}

export async function snooze(context: CommandContext, words: string): Promise<CommandAnswer> {
  const { alert, rest } = await namedAlert(context, words);
  return snoozeThis(context, alert, rest);
}

export async function snoozeThis(context: CommandContext, alert: Alert, words: string): Promise<CommandAnswer> {
  const { scope, deps } = context;
  const asked = new Date(deps.clock.now().getTime() + minutesOf(words) * MINUTE_MS);
  const { snoozedUntil } = await changeAlert(scope, alert, { act: "snooze", until: asked, ...by(context) });
  const at = wallClock(snoozedUntil ?? asked, await readingZone(scope, context.staff));
  return say(context, {
    en: `${alertName(alert, "en")} comes back at ${at}.`,
    zh: `${alertName(alert, "zh")} 将于 ${at} 再次提醒。`,
  });
}

export async function assignAlert(context: CommandContext, words: string): Promise<CommandAnswer> {
  const { alert, rest } = await namedAlert(context, words);
  return assignTo(context, alert, await findColleague(context, rest));
}

/** Somebody answers for the alert from now on, and for its conversation where they can and nobody has it. */
export async function assignTo(context: CommandContext, alert: Alert, user: User): Promise<CommandAnswer> {
  const { scope, deps, staff, receipt } = context;
  if (alert.subjectUserId) {
    return refuse("alert_private", {
      en: "This alert stays with compliance.",
      zh: "此告警仅限合规人员处理。",
    });
  }
  await changeAlert(scope, alert, { act: "acknowledge", assignedTo: user.id, ...by(context) });
  const isHandedOver = await isForHandingOver(context, alert, user);
  if (isHandedOver && "run" in assign) await assign.run(context, `${alert.conversationId} ${user.employeeCode}`);
  const words = {
    en: `${staff.name} gave you ${alertName(alert, "en")}: ${alertTitle(alert, "en")}`,
    zh: `${staff.name} 把${alertName(alert, "zh")}分配给了您：${alertTitle(alert, "zh")}`,
  };
  const about = { type: "alert_assigned", resourceType: "alert", resourceId: alert.id };
  // Who gets a conversation is told so by that.
  if (user.id !== staff.userId && !isHandedOver)
    await tellPerson(scope, deps.channels, { user, words, about, receipt });
  return say(context, {
    en: `${alertName(alert, "en")} is ${user.name}'s.`,
    zh: `${alertName(alert, "zh")} 由 ${user.name} 负责。`,
  });
}

async function isForHandingOver({ scope, staff }: CommandContext, alert: Alert, user: User): Promise<boolean> {
  if (!alert.conversationId || !isAllowed(staff.role, "conversation.assign")) return false;
  if (!isAllowed(user.role, "conversation.take")) return false;
  const { conversation } = await viewAlert(scope, alert);
  return conversation?.isOpen === true && conversation.agentName === null;
}

/** `30m`, `2h`, `45`; half an hour when nothing is said. */
function minutesOf(words: string): number {
  if (words === "") return SNOOZE_MINUTES;
  const [, amount, unit = "m"] = /^(\d{1,4})\s*(m|min|minutes?|分钟?|h|hours?|小时)?$/iu.exec(words) ?? [];
  const minutes = Number(amount) * (/^(h|小)/iu.test(unit) ? 60 : 1);
  if (minutes >= 1 && minutes <= MAX_SNOOZE_MINUTES) return minutes;
  return refuse("alert_snooze", {
    en: "For how long? Up to a day, for example /alerts snooze 12 30m or 2h.",
    zh: "推迟多久？最长一天，例如 /alerts snooze 12 30m 或 2h。",
  });
}

export function by({
  staff,
  deps,
  respondTo,
}: CommandContext): Pick<AlertChange, "staff" | "channels" | "at" | "respondTo"> {
  return { staff, channels: deps.channels, at: deps.clock.now(), respondTo };
}

function say({ language }: CommandContext, words: Record<"en" | "zh", string>): CommandAnswer {
  return plainText(words[language]);
}
