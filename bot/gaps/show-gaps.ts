import { maskedExcerpt } from "../../domain/content/secrets/masked-excerpt.ts";
import type { Language } from "../../domain/language/language.ts";
import { type Block, bold, paragraph, plainText, quote, type RichText } from "../ports/rich-text.ts";
import type { Gap, GapDraft } from "./list-gaps.ts";
import type { UsedFaq } from "./used-faqs.ts";
import type { Week } from "./week.ts";

const SHOWN = 10;
const REPLY_SHOWN = 300;

/** A week's gaps as people read them, and how the FAQs that are there fare. */
export function showGaps(week: Week, gaps: readonly Gap[], used: readonly UsedFaq[], language: Language): RichText {
  if (gaps.length === 0) {
    return [
      ...plainText(
        {
          en: `${week.name}: no question was left without a good answer.`,
          zh: `${week.name}：没有未得到满意答复的问题。`,
        }[language],
      ),
      ...showUsed(used, language),
    ];
  }
  const title = { en: `${week.name} · ${gaps.length} gaps`, zh: `${week.name} · ${gaps.length} 个缺口` }[language];
  const how = {
    en: `/gaps draft ${week.name} N makes an FAQ of the reply, /gaps draft ${week.name} N TEXT of your own words. It waits for somebody else's approval.`,
    zh: `/gaps draft ${week.name} 编号 用同事的答复起草 FAQ，/gaps draft ${week.name} 编号 内容 用您自己的文字。须由他人批准后生效。`,
  }[language];
  const more = gaps.length - SHOWN;
  return [
    paragraph(bold(title)),
    ...gaps.slice(0, SHOWN).flatMap((gap) => showGap(gap, language)),
    ...(more > 0 ? [paragraph({ en: `And ${more} more.`, zh: `另有 ${more} 个。` }[language])] : []),
    paragraph(how),
    ...showUsed(used, language),
  ];
}

function showGap(gap: Gap, language: Language): Block[] {
  const [reply] = gap.replies;
  const state = gap.draft ? ` · ${showDraft(gap.draft, language)}` : "";
  return [
    paragraph(bold(`${gap.number}`), ` · ×${gap.count}${whyWords(gap, language)}${state}\n${wordsOf(gap, language)}`),
    ...(reply ? [quote(reply.text, REPLY_SHOWN)] : []),
  ];
}

/** The first wording that may be shown, and how many must not be. */
function wordsOf({ wordings: [example], withheld }: Gap, language: Language): string {
  const hidden = { en: `🔒 ${withheld} withheld: region`, zh: `🔒 ${withheld} 条因地区限制未显示` }[language];
  return [...(example === undefined ? [] : [example]), ...(withheld > 0 ? [hidden] : [])].join("\n");
}

function whyWords({ why }: Gap, language: Language): string {
  const said = [
    why.unhelpful > 0 ? `👎 ${why.unhelpful}` : null,
    why.wrong > 0 ? { en: `wrong ${why.wrong}`, zh: `答错 ${why.wrong}` }[language] : null,
  ].filter((words) => words !== null);
  return said.length > 0 ? ` · ${said.join(" · ")}` : "";
}

function showDraft({ approval, status, reason }: GapDraft, language: Language): string {
  const words: Record<GapDraft["status"], Record<Language, string>> = {
    pending: { en: `waits as ${approval}`, zh: `待审批 ${approval}` },
    approved: { en: `✅ FAQ (${approval})`, zh: `✅ 已成为 FAQ（${approval}）` },
    rejected: { en: `⛔ ${approval}: ${reason ?? ""}`, zh: `⛔ ${approval}：${reason ?? ""}` },
    expired: { en: `${approval} expired`, zh: `${approval} 已过期` },
  };
  return words[status][language];
}

function showUsed(used: readonly UsedFaq[], language: Language): Block[] {
  if (used.length === 0) return [];
  const title = { en: "FAQs most used in answers", zh: "使用最多的 FAQ" }[language];
  const lines = used.map(({ question, uses, helpful }) => `×${uses} · 👍 ${helpful} · ${maskedExcerpt(question, 120)}`);
  return [paragraph(bold(title), `\n${lines.join("\n")}`)];
}
