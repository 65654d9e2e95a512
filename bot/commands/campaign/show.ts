import { listCampaigns } from "../../../domain/growth/campaign.ts";
import { languagesOf } from "../../../domain/growth/campaign-definition.ts";
import { readGrowthSettings } from "../../../domain/growth/growth-settings.ts";
import { countExecutions, settleCampaign } from "../../../domain/growth/settle-executions.ts";
import { readingZone } from "../../../domain/organisation/reading-zone.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { sayTime } from "../../desk/say-time.ts";
import { campaignLine, figuresLine, reasonWords } from "../../growth/campaign-report.ts";
import { previewCampaign } from "../../growth/preview-campaign.ts";
import { bold, paragraph, plainText, quote, type RichText } from "../../ports/rich-text.ts";
import type { CommandContext } from "../command.ts";
import { whichCampaign } from "./which-campaign.ts";

const LISTED = 10;

/** The newest campaigns, those at work first. */
export async function list({ scope, language }: CommandContext): Promise<RichText> {
  const campaigns = await listCampaigns(scope, LISTED);
  if (campaigns.length === 0) {
    return plainText(
      {
        en: "There are no campaigns. An administrator adds one: deskhand campaign add FILE.json",
        zh: "没有活动。由管理员添加：deskhand campaign add FILE.json",
      }[language],
    );
  }
  return campaigns.map((one) => paragraph(`${campaignLine(one, language)} · ${figuresLine(one.stats, language)}`));
}

/** A campaign with its words, its figures as of now, and why some were not written to. */
export async function show(context: CommandContext, word: string): Promise<RichText> {
  const { scope, deps, language, staff } = context;
  const campaign = await whichCampaign(scope, word);
  const settings = readGrowthSettings(await loadSettings(scope));
  const stats = await settleCampaign(scope, campaign.id, settings, deps.clock.now());
  const counts = await countExecutions(scope, campaign.id);
  const zone = await readingZone(scope, { userId: staff.userId });
  const next = campaign.next_run_at ?? (campaign.status === "scheduled" ? campaign.scheduled_at : null);
  const waiting = sum(counts.filter(({ status }) => status === "pending"));
  const lines = [
    ...(next ? [`${{ en: "next", zh: "下次" }[language]}: ${sayTime(next, deps.clock.now(), zone)}`] : []),
    `${{ en: "in the segment", zh: "目标人数" }[language]} ${campaign.target_count ?? "–"} · ${{ en: "waiting", zh: "待发送" }[language]} ${waiting}`,
    figuresLine(stats, language),
    ...byVariant(counts, language),
    ...whyNot(counts, language),
  ];
  const texts = [
    { name: "", content: campaign.content_template },
    ...campaign.ab_variants.map(({ name, content }) => ({ name: `${name}: `, content })),
  ].flatMap(({ name, content }) => languagesOf(content).map((one) => quote(`${name}${content[one]}`, 300)));
  return [paragraph(bold(campaignLine(campaign, language))), paragraph(lines.join("\n")), ...texts];
}

/** How many would be written to now, and who not and why. */
export async function preview(context: CommandContext, word: string): Promise<RichText> {
  const { scope, deps, language } = context;
  const campaign = await whichCampaign(scope, word);
  const seen = await previewCampaign(scope, deps, campaign);
  const head = {
    en: `${seen.reachable} of ${seen.target} would be written to now.`,
    zh: `目前可发送 ${seen.reachable} 人，共 ${seen.target} 人。`,
  }[language];
  const quiet = {
    en: "It is quiet hours now in the organisation's zone: they end first.",
    zh: "当前处于机构时区的免打扰时段，结束后才会发送。",
  }[language];
  const lines = [
    ...seen.channels.map(({ name, count }) => `${name}: ${count}`),
    ...seen.excluded.map(({ reason, count }) => `${reasonWords(reason, language)}: ${count}`),
    ...(seen.quietUntil ? [quiet] : []),
  ];
  const title = paragraph(bold(campaignLine(campaign, language)), `\n${head}`);
  return lines.length > 0 ? [title, paragraph(lines.join("\n"))] : [title];
}

type Counts = Awaited<ReturnType<typeof countExecutions>>;

function byVariant(counts: Counts, language: "en" | "zh"): string[] {
  const names = [...new Set(counts.flatMap(({ variant }) => variant ?? []))];
  return names.map((name) => {
    const own = counts.filter(({ variant }) => variant === name);
    const reached = sum(own.filter(({ status }) => !["pending", "failed"].includes(status)));
    const replied = sum(own.filter(({ status }) => status === "replied"));
    return {
      en: `${name}: ${reached} written to, ${replied} replied`,
      zh: `${name}：已发 ${reached}，回复 ${replied}`,
    }[language];
  });
}

function whyNot(counts: Counts, language: "en" | "zh"): string[] {
  const reasons = new Map<string, number>();
  for (const { status, reason, count } of counts) {
    if (status === "failed") reasons.set(reason ?? "–", (reasons.get(reason ?? "–") ?? 0) + count);
  }
  const not = { en: "not", zh: "未发送" }[language];
  return [...reasons].map(([reason, count]) => `${not}: ${reasonWords(reason, language)} ${count}`);
}

function sum(counts: Counts): number {
  return counts.reduce((total, { count }) => total + count, 0);
}
