import { maskedExcerpt } from "../../../domain/content/secrets/masked-excerpt.ts";
import type { Lead } from "../../../domain/customers/customer.ts";
import { leadActivityTypes, leadStatuses } from "../../../domain/customers/lead-words.ts";
import type { Language } from "../../../domain/language/language.ts";
import { leadCode } from "../../../domain/leads/find-lead.ts";
import { keepScore } from "../../../domain/leads/keep-score.ts";
import type { LeadScore } from "../../../domain/leads/lead-score.ts";
import { scorePolicyOf } from "../../../domain/leads/score-policy.ts";
import { isAllowed } from "../../../domain/organisation/permissions.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { isTextWithheld, withheldWords } from "../../desk/text-withheld.ts";
import type { Button } from "../../ports/outbound-message.ts";
import { bold, type Inline, paragraph, type RichText } from "../../ports/rich-text.ts";
import { signalPolicyOf } from "../../signals/signal-policy.ts";
import type { CommandAnswer, CommandContext } from "../command.ts";
import { analysisItems } from "./analysis-items.ts";
import type { FoundLead } from "./which-lead.ts";

interface Facts {
  owner: string | null;
  campaign: string | null;
  teamId: string | null;
}

/** What is known of a lead: where it came from, how likely it is and why, whose it is and how far. */
export async function showLead(context: CommandContext, found: FoundLead): Promise<CommandAnswer> {
  const { scope, channel, language, deps } = context;
  const { lead, customer } = found;
  const settings = await loadSettings(scope);
  const now = deps.clock.now();
  const scored = await keepScore(scope, lead.id, scorePolicyOf(settings), now);
  const facts = await factsOf(context, lead);
  const isWithheld = await isTextWithheld(scope, channel, { teamId: facts.teamId, customerId: lead.customerId });
  const ownLabels = signalPolicyOf(settings).intentLabels;
  const title = `${leadCode(lead.number)} · ${customer?.name ?? lead.contactName ?? "–"}`;
  const say: RichText = [
    paragraph(bold(title)),
    paragraph(
      [
        ...stateLines(lead, facts, scored, language),
        ...sourceLines(lead, facts, language),
        ...(isWithheld ? [withheldWords[language]] : contactLines(lead, language)),
      ].join("\n"),
    ),
    ...listOf(reasonItems(scored, language)),
    ...listOf(await analysisItems(scope, lead, { language, now, isWithheld, ownLabels })),
  ];
  const buttons = buttonsFor(context, lead);
  return { say, ...(buttons.length > 0 ? { buttons: [buttons] } : {}) };
}

function listOf(items: Inline[][]): RichText {
  return items.length > 0 ? [{ type: "list", ordered: false, items }] : [];
}

async function factsOf({ scope: { trx, orgId } }: CommandContext, lead: Lead): Promise<Facts> {
  const { rows } = await trx.raw(
    `SELECT u.name AS owner, g.name AS campaign, (SELECT v.team_id FROM conversations v
       WHERE v.org_id = l.org_id AND v.customer_id = l.customer_id ORDER BY v.created_at DESC LIMIT 1) AS "teamId"
     FROM leads l LEFT JOIN users u ON u.id = l.assigned_to LEFT JOIN campaigns g ON g.id = l.campaign_id
     WHERE l.org_id = ? AND l.id = ?`,
    [orgId, lead.id],
  );
  return rows[0];
}

type Lines = string[];
const line = (label: string, value: string | null): Lines => (value ? [`${label}: ${maskedExcerpt(value, 200)}`] : []);

function stateLines(lead: Lead, facts: Facts, { score }: LeadScore, language: Language): Lines {
  const zh = language === "zh";
  const reason = lead.statusReason ? ` (${lead.statusReason})` : "";
  return [
    ...line(zh ? "状态" : "Status", `${leadStatuses.label(lead.status, language)}${reason}`),
    ...line(zh ? "评分" : "Score", `${score} / 100`),
    ...line(zh ? "负责人" : "Owner", facts.owner ?? (zh ? "无" : "nobody")),
  ];
}

function sourceLines(lead: Lead, facts: Facts, language: Language): Lines {
  const zh = language === "zh";
  const utm = [lead.utmSource, lead.utmMedium, lead.utmCampaign, lead.utmContent, lead.utmTerm].map(
    (one) => one ?? "–",
  );
  return [
    ...line(zh ? "来源" : "Source", [lead.sourcePlatform, lead.sourceDetail].filter(Boolean).join(" · ")),
    ...(utm.some((one) => one !== "–") ? line("UTM", utm.join(" / ")) : []),
    ...line(zh ? "活动" : "Campaign", facts.campaign),
  ];
}

function contactLines(lead: Lead, language: Language): Lines {
  const zh = language === "zh";
  return [
    ...line(zh ? "电话" : "Phone", lead.contactPhone),
    ...line(zh ? "邮箱" : "E-mail", lead.contactEmail),
    ...line(zh ? "微信" : "WeChat", lead.contactWechat),
    ...line(zh ? "公司" : "Company", lead.companyName),
  ];
}

function reasonItems({ reasons }: LeadScore, language: Language): Inline[][] {
  return reasons.map(({ type, count, points, lastAt }) => {
    const times = count > 1 ? ` ×${count}` : "";
    const last = { en: `last on ${day(lastAt)}`, zh: `最近 ${day(lastAt)}` }[language];
    return [{ type: "text", text: `+${points} ${leadActivityTypes.label(type, language)}${times}, ${last}` }];
  });
}

const day = (at: Date) => at.toISOString().slice(0, 10);

/** What may be done next with a press. Losing and giving away take words. */
function buttonsFor({ staff, language }: CommandContext, lead: Lead): Button[] {
  if (!isAllowed(staff.role, "lead.change") || lead.status === "converted" || lead.status === "lost") return [];
  const button = (act: string, label: Record<Language, string>): Button => ({
    id: `lead_do:${act}:${lead.number}`,
    label: label[language],
  });
  return [
    ...(lead.assignedTo === staff.userId ? [] : [button("mine", { en: "Mine", zh: "由我跟进" })]),
    ...(lead.status === "qualified" ? [] : [button("qualify", { en: "Qualify", zh: "合格" })]),
    button("convert", { en: "Convert", zh: "转化" }),
  ];
}
