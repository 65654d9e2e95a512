import { z } from "zod";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import { saveSetting } from "../../domain/organisation/save-setting.ts";
import { defineSetting, readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { readPeriod } from "../../domain/performance/period.ts";
import { everybody } from "../../domain/performance/whose-figures.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { CommandContext, CommandSetting, RunCommand } from "../commands/command.ts";
import { refuse } from "../desk/refuse.ts";
import { sendPrivately } from "../desk/send-privately.ts";
import { bold, paragraph, plainText, type RichText } from "../ports/rich-text.ts";
import { bringUpToDate, todayOf } from "./bring-up-to-date.ts";
import { days, moneyNotes } from "./figure-words.ts";
import { personLines } from "./person-lines.ts";
import { readPeople } from "./read-figures.ts";

/** Whether everybody sees the board. */
export const leaderboard = defineSetting("kpi.leaderboard", z.boolean(), false);
const MAX_SHOWN = 30;
const switches: Record<string, boolean> = { on: true, 开: true, 开启: true, off: false, 关: false, 关闭: false };

/** The board of a period, or whether there is one for everybody. */
export async function showBoard(setting: CommandSetting, args: string): Promise<RunCommand> {
  const { deps, channel } = setting;
  const words = args.trim().toLowerCase();
  const wanted = Object.hasOwn(switches, words) ? switches[words] : undefined;
  if (wanted !== undefined) return (context) => switchBoard(context, wanted);
  await inOrganization(deps.db, channel.orgId, (scope) => mustBeShown(scope, setting));
  const today = await todayOf(deps, channel.orgId);
  const period = readPeriod(words === "" ? "month" : words, today);
  if (!period) {
    return refuse("period", {
      en: "Which period? today, yesterday, week, last week, month, last month, or a month such as 2026-03.",
      zh: "哪段时间？今天、昨天、本周、上周、本月、上月，或月份如 2026-03。",
    });
  }
  const userIds = await inOrganization(deps.db, channel.orgId, everybody);
  await bringUpToDate(deps, channel.orgId, userIds, period);
  return async ({ scope, staff, language, receipt }) => {
    const ranked = (await readPeople(scope, userIds, period)).filter(({ score }) => score !== null);
    const title = { en: `🏅 Leaderboard · ${days(period)}`, zh: `🏅 排行榜 · ${days(period)}` }[language];
    const none = { en: "Nobody has a score for these days.", zh: "这段时间没有评分。" }[language];
    const place = ranked.findIndex(({ user_id }) => user_id === staff.userId) + 1;
    const own = { en: `You are ${place} of ${ranked.length}.`, zh: `您排第 ${place} 位，共 ${ranked.length} 人。` }[
      language
    ];
    // Whoever has an amount that is not known is why a note stands below.
    const notes = [...new Set(ranked.flatMap((one) => moneyNotes(one, language)))];
    const content: RichText = [
      paragraph(bold(title)),
      ranked.length > 0 ? personLines(ranked.slice(0, MAX_SHOWN), language) : paragraph(none),
      ...(place > 0 ? [paragraph(own)] : []),
      ...notes.map((note) => paragraph(note)),
    ];
    const to = { userId: staff.userId, channelId: channel.id, command: "kpi", receipt };
    await sendPrivately(scope, deps.channels, { ...to, content });
    return plainText({ en: "The leaderboard goes to your private chat.", zh: "排行榜已发送到您的私聊。" }[language]);
  };
}

async function switchBoard({ scope, staff, language }: CommandContext, isOn: boolean): Promise<RichText> {
  if (!isAllowed(staff.role, "performance.publish")) {
    return refuse("board_switch", {
      en: "Only managers switch the leaderboard on or off.",
      zh: "只有经理可以开启或关闭排行榜。",
    });
  }
  await saveSetting(scope, { userId: staff.userId }, { key: leaderboard.key, value: isOn });
  const said = isOn
    ? { en: "Everybody sees the leaderboard now: /kpi board.", zh: "所有人现在都能查看排行榜：/绩效 排行。" }
    : { en: "Only managers see the leaderboard now.", zh: "现在只有经理能查看排行榜。" };
  return plainText(said[language]);
}

/** True while everybody sees the board. */
export async function isBoardOn(scope: OrgScope): Promise<boolean> {
  return readSetting(await loadSettings(scope), leaderboard);
}

async function mustBeShown(scope: OrgScope, { staff }: CommandSetting): Promise<void> {
  if (isAllowed(staff.role, "performance.all") || (await isBoardOn(scope))) return;
  refuse("board", {
    en: "The leaderboard is off here. A manager can switch it on; type /kpi for your own figures.",
    zh: "排行榜未开启，可由经理开启。输入 /绩效 查看自己的绩效。",
  });
}
