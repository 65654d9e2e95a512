import { maskedStart } from "../../../domain/content/secrets/masked-excerpt.ts";
import { type Campaign, lockCampaign } from "../../../domain/growth/campaign.ts";
import { decideCampaign } from "../../../domain/growth/decide-campaign.ts";
import type { Language } from "../../../domain/language/language.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { User } from "../../../domain/organisation/user.ts";
import { readRules } from "../../converse/organisation-rules.ts";
import { refuse } from "../../desk/refuse.ts";
import { tellPerson } from "../../desk/tell-person.ts";
import { claimsInCampaign } from "../../growth/claims-in-campaign.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { CommandAnswer, CommandContext } from "../command.ts";

/** Lets a campaign be scheduled, or ends it; its author is told. */
export async function decideOnCampaign(
  context: CommandContext,
  campaignId: string,
  decision: "approve" | "reject",
  reason: string,
): Promise<CommandAnswer> {
  const { scope, staff, deps, language } = context;
  const campaign = await lockCampaign(scope, campaignId);
  if (!campaign) throw new Error("an approval names a campaign that is not there");
  const who = { userId: staff.userId, at: deps.clock.now() };
  const why = maskedStart(reason, 1_000);
  if (decision === "reject" && why === "") {
    return refuse("campaign_reject_reason", {
      en: "Say why: the author is shown the reason. For example: /reject 12 The offer has ended.",
      zh: "请说明原因，提交人会看到。例如：/reject 12 优惠已结束。",
    });
  }
  if (decision === "approve") await refuseClaims(context, campaign);
  await decideCampaign(
    scope,
    campaign,
    decision === "approve" ? { ...who, decision } : { ...who, decision, reason: why },
  );
  const { campaign_code: code, name } = campaign;
  const told = {
    approve: {
      en: `${code} “${name}” is approved by ${staff.name}. /campaign schedule ${code} [2026-12-01 10:00] starts it.`,
      zh: `${code}“${name}”已由 ${staff.name} 批准。使用 /campaign schedule ${code} [2026-12-01 10:00] 启动。`,
    },
    reject: {
      en: `${code} “${name}” was rejected by ${staff.name}. Reason: ${why}`,
      zh: `${code}“${name}”已被 ${staff.name} 驳回。原因：${why}`,
    },
  }[decision];
  await tellAuthor(context, campaign, told);
  return plainText(told[language]);
}

async function refuseClaims({ scope }: CommandContext, campaign: Campaign): Promise<void> {
  const { claims } = readRules(await loadSettings(scope));
  const words = claimsInCampaign(campaign, claims);
  if (words.length === 0) return;
  refuse("prohibited_claim", {
    en: `${campaign.campaign_code} is not approved: it would be held on its way to a customer for “${words.join("”, “")}”. /reject it with the reason.`,
    zh: `${campaign.campaign_code} 未获批准：以下内容会在发送时被拦截：“${words.join("”、“")}”。请用 /reject 驳回并说明原因。`,
  });
}

async function tellAuthor(context: CommandContext, campaign: Campaign, words: Record<Language, string>): Promise<void> {
  const { scope, deps, receipt } = context;
  if (!campaign.created_by) return;
  const user = await User.query(scope.trx).findOne({ orgId: scope.orgId, id: campaign.created_by, status: "active" });
  if (!user) return;
  const about = { type: "campaign_decided", resourceType: "campaign", resourceId: campaign.id };
  await tellPerson(scope, deps.channels, { user, words, about, receipt });
}
