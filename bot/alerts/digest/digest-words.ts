import type { Language } from "../../../domain/language/language.ts";
import type { OpenGaps } from "../../gaps/weekly-gaps.ts";
import { type Block, bold, paragraph, type RichText } from "../../ports/rich-text.ts";
import type { DayFigures } from "./read-figures.ts";

/** A day's figures in words, without what was asked in `withheld` alone; sections without anything are left out. */
export function digestWords(
  day: string,
  figures: DayFigures,
  language: Language,
  gaps: OpenGaps | null = null,
  withheld: ReadonlySet<string> = new Set(),
): RichText {
  const zh = language === "zh";
  const { conversations, messages, response, mood, alerts } = figures;
  const lines = zh
    ? [
        `会话：新增 ${conversations.opened}，解决 ${conversations.resolved}`,
        `消息：客户 ${messages.fromCustomers}，机器人 ${messages.byBot}，同事 ${messages.byPeople}`,
        `回复时间：中位数 ${seconds(response.medianSeconds)}，P90 ${seconds(response.p90Seconds)}（${response.answered} 次）`,
        `客户情绪：积极 ${mood.positive}，中性 ${mood.neutral}，消极 ${mood.negative}`,
        `告警：新增 ${alerts.opened}（紧急 ${alerts.critical}），未解决 ${alerts.open}`,
      ]
    : [
        `Conversations: ${conversations.opened} opened, ${conversations.resolved} resolved`,
        `Messages: ${messages.fromCustomers} from customers, ${messages.byBot} by the bot, ${messages.byPeople} by colleagues`,
        `Response time: median ${seconds(response.medianSeconds)}, p90 ${seconds(response.p90Seconds)} (${response.answered} answers)`,
        `Mood of messages: ${mood.positive} positive, ${mood.neutral} neutral, ${mood.negative} negative`,
        `Alerts: ${alerts.opened} opened (${alerts.critical} critical), ${alerts.open} unresolved`,
      ];
  return [
    paragraph(bold(zh ? `📊 日报 ${day}` : `📊 Daily digest ${day}`)),
    paragraph(lines.join("\n")),
    ...section(
      zh ? "未能回答的问题" : "Questions without an answer",
      figures.unanswered.map(({ question, count, answers }) =>
        answers.every((id) => withheld.has(id))
          ? `🔒 ${zh ? "因地区限制未显示" : "withheld: region"} ×${count}`
          : `${question} ×${count}`,
      ),
    ),
    ...section(
      zh ? "常用话术" : "Top scripts",
      figures.scripts.map(({ code, scenario, count }) => `${[code, scenario].filter(Boolean).join(" ")} ×${count}`),
    ),
    ...(gaps ? [paragraph(gapsWords(gaps)[language])] : []),
  ];
}

function gapsWords({ week, count }: OpenGaps): Record<Language, string> {
  return {
    en: `${week} left ${count} gaps in what the bot can answer: /gaps ${week}`,
    zh: `${week} 有 ${count} 个机器人答不好的问题：/缺口 ${week}`,
  };
}

function section(title: string, items: string[]): Block[] {
  if (items.length === 0) return [];
  return [
    paragraph(bold(title)),
    { type: "list", ordered: true, items: items.map((text) => [{ type: "text", text }]) },
  ];
}

/** `45 s`, `3 min 5 s`, `2 h 10 min`. */
export function seconds(value: number | null): string {
  if (value === null) return "–";
  const whole = Math.round(value);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
