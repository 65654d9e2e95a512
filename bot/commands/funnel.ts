import { Readable } from "node:stream";
import type { FunnelFigures } from "../../domain/funds/funnel-figures.ts";
import { readPeriod } from "../../domain/funds/funnel-period.ts";
import { type FunnelReport, readFunnelReport } from "../../domain/funds/funnel-report.ts";
import { sayMoney } from "../../domain/funds/money.ts";
import type { Language } from "../../domain/language/language.ts";
import { findTeamNamed } from "../../domain/organisation/find-team.ts";
import { organizationTimezone } from "../../domain/organisation/settings/organization.ts";
import { readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { renderBarChart } from "../../infra/charts/render-bar-chart.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { type FileReference, queueDelivery } from "../delivery/queue-delivery.ts";
import { refuse } from "../desk/refuse.ts";
import { privateChatsOf } from "../desk/tell-person.ts";
import { bold, paragraph, plainText, type RichText } from "../ports/rich-text.ts";
import type { Command, CommandContext, CommandSetting } from "./command.ts";

const MAX_PICTURE_BYTES = 2 * 1024 * 1024;

/** How many came, opened an account and paid in within a period, with a chart, to the asker's private chat. */
export const funnel: Command = {
  name: "funnel",
  words: ["漏斗"],
  permission: "funnel.read",
  usage: "[TEAM] [month]",
  description: { en: "The funnel's figures with a chart, in private", zh: "私聊发送漏斗数据与图表" },
  plan: async (setting, args) => {
    const { deps, channel } = setting;
    const report = await inOrganization(deps.db, channel.orgId, (scope) => readReport(scope, setting, args));
    const picture = await drawFunnel(setting, report);
    return (context) => sendReport(context, report, picture);
  },
};

interface Report extends FunnelReport {
  /** `Sales · 2026-11-01 – 2026-11-26`. */
  title: string;
}

async function readReport(scope: OrgScope, { deps }: CommandSetting, args: string): Promise<Report> {
  const timezone = readSetting(await loadSettings(scope), organizationTimezone);
  const words = args.trim().split(/\s+/u).filter(Boolean);
  const now = deps.clock.now();
  const named = readPeriod(words.at(-1) ?? "month", now, timezone);
  const period = named ?? readPeriod("month", now, timezone);
  if (!period) throw new Error("a month is a period");
  const teamName = (named && words.length > 0 ? words.slice(0, -1) : words).join(" ");
  const team = teamName === "" ? null : await requireTeam(scope, teamName);
  const { first, last } = period.days;
  return {
    title: [...(team ? [team.name] : []), first === last ? first : `${first} – ${last}`].join(" · "),
    ...(await readFunnelReport(scope, period, team?.id ?? null)),
  };
}

async function requireTeam(scope: OrgScope, name: string): Promise<{ id: string; name: string }> {
  const team = await findTeamNamed(scope, name);
  if (team) return team;
  return refuse("funnel_team", {
    en: `There is no team “${name}”. /funnel [TEAM] [today, week, month, year, 2026-10 or 2026-10-05]`,
    zh: `没有团队“${name}”。/漏斗 [团队] [今天、本周、本月、今年、2026-10 或 2026-10-05]`,
  });
}

async function drawFunnel({ deps, channel }: CommandSetting, { days, figures }: Report): Promise<FileReference> {
  const { contacts, passed, accounts, firstDeposits, vips } = figures;
  const png = await renderBarChart({
    title: `Funnel, ${days.first} to ${days.last}`,
    categories: ["contacts", "passed", "accounts", "first deposits", "VIPs"],
    series: [{ name: "customers", values: [contacts, passed, accounts, firstDeposits, vips] }],
  });
  const mimeType = "image/png";
  const { sha256 } = await deps.blobs.put(channel.orgId, Readable.from([png]), {
    maxBytes: MAX_PICTURE_BYTES,
    mimeType,
  });
  return { sha256, name: `funnel-${days.first}-${days.last}.png`, mimeType, kind: "image" };
}

async function sendReport(context: CommandContext, report: Report, picture: FileReference) {
  const { scope, deps, channel, staff, language, receipt } = context;
  const chats = await privateChatsOf(scope, deps.channels, staff.userId);
  const chat = chats.find((one) => one.channel.id === channel.id) ?? chats[0];
  if (!chat) {
    return refuse("private", { en: "I cannot write to you in private here.", zh: "我无法在此给您发私信。" });
  }
  await queueDelivery(scope, {
    channel: chat.channel,
    chat: chat.key,
    target: { chatId: chat.chatId },
    audience: "staff",
    purpose: "command",
    content: reportWords(report, language),
    files: [picture],
    act: { by: "user", userId: staff.userId, why: "command: funnel", receipt },
  });
  const { title } = report;
  return plainText(
    { en: `The funnel of ${title} goes to your private chat.`, zh: `${title} 的漏斗数据已发送到您的私聊。` }[language],
  );
}

function reportWords({ title, figures, sums, baseCurrency }: Report, language: Language): RichText {
  const list = (money: FunnelFigures["paidIn"]) => money.map(sayMoney).join(" + ") || "–";
  const base = (amount: string) => sayMoney({ amount, currency: baseCurrency });
  const { contacts, passed, joinedGroup, accounts, firstDeposits, deposits, withdrawals, vips } = figures;
  const lines = {
    en: [
      `New contacts: ${contacts} (passed ${passed}, in a group ${joinedGroup})`,
      `Accounts opened: ${accounts}`,
      `First deposits: ${firstDeposits}`,
      `New VIPs: ${vips}`,
      `Paid in: ${list(figures.paidIn)} (${deposits})`,
      `Paid out: ${list(figures.paidOut)} (${withdrawals})`,
      `In ${baseCurrency}: in ${base(sums.paidIn)}, out ${base(sums.paidOut)}, net ${base(sums.net)}`,
      ...(sums.without.length > 0 ? [`Without a rate, and left out: ${sums.without.join(", ")}`] : []),
    ],
    zh: [
      `新接触客户：${contacts}（通过 ${passed}，入群 ${joinedGroup}）`,
      `开户：${accounts}`,
      `首金：${firstDeposits}`,
      `新增贵宾：${vips}`,
      `入金：${list(figures.paidIn)}（${deposits} 笔）`,
      `出金：${list(figures.paidOut)}（${withdrawals} 笔）`,
      `折合 ${baseCurrency}：入金 ${base(sums.paidIn)}，出金 ${base(sums.paidOut)}，净入金 ${base(sums.net)}`,
      ...(sums.without.length > 0 ? [`缺少汇率、未计入：${sums.without.join("、")}`] : []),
    ],
  }[language];
  const head = { en: `Funnel · ${title}`, zh: `漏斗 · ${title}` }[language];
  return [paragraph(bold(head)), paragraph(lines.join("\n"))];
}
