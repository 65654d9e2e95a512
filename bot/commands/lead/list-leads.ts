import { maskedExcerpt } from "../../../domain/content/secrets/masked-excerpt.ts";
import { leadStatuses } from "../../../domain/customers/lead-words.ts";
import { leadCode } from "../../../domain/leads/find-lead.ts";
import { type ListedLead, listLeads } from "../../../domain/leads/may-read-lead.ts";
import { refuse } from "../../desk/refuse.ts";
import { bold, type Inline, paragraph, plainText, type RichText } from "../../ports/rich-text.ts";
import type { CommandContext } from "../command.ts";

const MAX_SHOWN = 15;

/** The asker's leads and their teams', of one status or all that are not settled. */
export async function leadList({ scope, staff, language }: CommandContext, word: string): Promise<RichText> {
  const status = word.trim() === "" ? null : leadStatuses.read(word);
  if (word.trim() !== "" && status === null) {
    const known = (as: "en" | "zh") => leadStatuses.codes.map((code) => leadStatuses.label(code, as)).join(", ");
    return refuse("lead_status", {
      en: `Which status? ${known("en")}`,
      zh: `哪个状态？${known("zh")}`,
    });
  }
  const { leads, total } = await listLeads(scope, staff, { status, limit: MAX_SHOWN });
  if (leads.length === 0) {
    return plainText({ en: "No such leads of yours or your teams.", zh: "您和您的团队没有这样的线索。" }[language]);
  }
  const more =
    total > leads.length ? { en: `, the first ${leads.length}`, zh: `，显示前 ${leads.length} 条` }[language] : "";
  const title = { en: `${total} leads${more}`, zh: `${total} 条线索${more}` }[language];
  const items = leads.map((lead): Inline[] => [
    bold(leadCode(lead.number)),
    { type: "text", text: ` · ${lead.name ?? "–"} · ${facts(lead, language)}` },
  ]);
  return [paragraph(bold(title)), { type: "list", ordered: false, items }];
}

function facts({ score, status, owner, source }: ListedLead, language: "en" | "zh"): string {
  const whose = owner ?? { en: "nobody's", zh: "无人跟进" }[language];
  return [score, leadStatuses.label(status, language), whose, source && maskedExcerpt(source, 40)]
    .filter((one) => one !== undefined && one !== null)
    .join(" · ");
}
