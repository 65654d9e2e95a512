import { organizationTimezone } from "../../domain/organisation/settings/organization.ts";
import { readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { refuse } from "../desk/refuse.ts";
import { listGaps } from "../gaps/list-gaps.ts";
import { showGaps } from "../gaps/show-gaps.ts";
import { listUsedFaqs } from "../gaps/used-faqs.ts";
import { readWeek, type Week, weekAt } from "../gaps/week.ts";
import type { Command, CommandSetting, RunCommand } from "./command.ts";
import { draftFaq } from "./gaps/draft.ts";

const USED_SHOWN = 5;

/** Questions of a week without a good answer, and FAQs drafted from them. */
export const gaps: Command = {
  name: "gaps",
  words: ["缺口", "未答问题"],
  permission: "knowledge.import",
  usage: "[WEEK] | draft [WEEK] N [TEXT]",
  description: {
    en: "Questions of a week without a good answer; draft an FAQ from one",
    zh: "查看一周内未得到满意答复的问题，并据此起草 FAQ",
  },
  plan: async (setting, args) => {
    const [, rest] = /^(?:draft|起草)(?:\s+([\s\S]*))?$/iu.exec(args.trim()) ?? [];
    const isDraft = /^(?:draft|起草)(?:\s|$)/iu.test(args.trim());
    return isDraft ? planDraft(setting, rest ?? "") : showWeek(setting, args.trim());
  },
};

async function showWeek(setting: CommandSetting, word: string): Promise<RunCommand> {
  const { deps, channel, language } = setting;
  const week = await weekNamed(setting, word);
  const found = await listGaps(deps, channel.orgId, week, channel);
  return async ({ scope }) => ({ say: showGaps(week, found, await listUsedFaqs(scope, USED_SHOWN), language) });
}

async function planDraft(setting: CommandSetting, rest: string): Promise<RunCommand> {
  const [, word, digits, text = ""] = /^(?:(\S*[^\d\s]\S*)\s+)?(\d{1,4})(?:\s+([\s\S]*))?$/u.exec(rest.trim()) ?? [];
  if (digits === undefined) {
    return refuse("gap_which", {
      en: "Which one? For example: /gaps draft 1, or /gaps draft 2026-W47 1 The answer is …",
      zh: "哪一个？例如：/gaps draft 1，或 /gaps draft 2026-W47 1 答案内容",
    });
  }
  return draftFaq(setting, await weekNamed(setting, word ?? ""), Number(digits), text);
}

async function weekNamed({ deps, channel }: CommandSetting, word: string): Promise<Week> {
  const settings = await inOrganization(deps.db, channel.orgId, loadSettings);
  const zone = readSetting(settings, organizationTimezone);
  const week = word === "" ? weekAt(deps.clock.now(), zone) : readWeek(word, deps.clock.now(), zone);
  return (
    week ??
    refuse("gap_week", {
      en: `“${word}” is no week up to now. Write it like 2026-W47, last or this.`,
      zh: `“${word}”不是已开始的周。请写成 2026-W47、上周或本周。`,
    })
  );
}
