import { type KeptPromises, readSlaFigures, type SlaFigures } from "../../domain/conversations/sla-figures.ts";
import { listDue, type WaitingConversation } from "../../domain/conversations/waiting-list.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { readingZone } from "../../domain/organisation/reading-zone.ts";
import { sayDeadline } from "../desk/say-time.ts";
import { type Block, bold, type Inline, paragraph } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";

const MAX_SHOWN = 10;

/** Who is overdue or due next, and how many promises were kept. */
export const sla: Command = {
  name: "sla",
  words: ["时限", "服务时限"],
  permission: "sla.read",
  usage: "",
  description: {
    en: "Who is overdue or due next, and how many deadlines were met",
    zh: "超时与即将到期的会话及达标率",
  },
  run: async ({ scope, deps, staff, language }) => {
    const zone = await readingZone(scope, staff);
    const now = deps.clock.now();
    const figures = await readSlaFigures(scope, now, zone);
    const due = await listDue(scope, MAX_SHOWN);
    const items = due.map((one) => line(one, now, zone, language));
    const list: Block[] = items.length > 0 ? [{ type: "list", ordered: false, items }] : [];
    return [paragraph(bold(title(figures, language))), ...list, paragraph(kept(figures, language))];
  },
};

function title({ overdue, dueSoon }: SlaFigures, language: Language): string {
  return {
    en: `${overdue} overdue · ${dueSoon} due within 30 minutes`,
    zh: `超时 ${overdue} · 30 分钟内到期 ${dueSoon}`,
  }[language];
}

function line(one: WaitingConversation, now: Date, zone: string, language: Language): Inline[] {
  const who = one.agentName ?? one.offeredName ?? { en: "nobody", zh: "无人" }[language];
  const answer = sayDeadline(one.answerBy, now, zone, language);
  const resolve = sayDeadline(one.resolveBy, now, zone, language);
  const text = {
    en: ` · ${one.customerName} · ${one.priority} · ${who} · answer ${answer} · resolve ${resolve}`,
    zh: ` · ${one.customerName} · ${priorityNames[one.priority]} · ${who} · 回复 ${answer} · 解决 ${resolve}`,
  }[language];
  return [bold(conversationCode(one.number)), { type: "text", text }];
}

const priorityNames = { urgent: "紧急", high: "高", medium: "中", low: "低" } as const;

function kept({ today, week }: SlaFigures, language: Language): string {
  const names: Record<keyof KeptPromises, Record<Language, string>> = {
    first_response: { en: "First response", zh: "首次回复" },
    next_response: { en: "Next response", zh: "后续回复" },
    resolution: { en: "Resolution", zh: "解决" },
  };
  const periods = language === "zh" ? ["今日", "近 7 天"] : ["today", "7 days"];
  return (Object.keys(names) as (keyof KeptPromises)[])
    .map((kind) => `${names[kind][language]}: ${periods[0]} ${share(today[kind])}, ${periods[1]} ${share(week[kind])}`)
    .join("\n");
}

/** `92 % (11/12)`. */
function share({ of, met }: { of: number; met: number }): string {
  return of === 0 ? "–" : `${Math.floor((met / of) * 100)} % (${met}/${of})`;
}
