import { type Campaign, findCampaign } from "../../../domain/growth/campaign.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { refuse } from "../../desk/refuse.ts";

/** The campaign that a word means. @throws RuleError with what to do where it means none. */
export async function whichCampaign(scope: OrgScope, word: string): Promise<Campaign> {
  const wanted = word.trim();
  if (wanted === "") {
    return refuse("which_campaign", {
      en: "Which one? For example: /campaign preview CAM_001. /campaign lists them.",
      zh: "哪个活动？例如：/活动 预览 CAM_001。/活动 查看列表。",
    });
  }
  const campaign = await findCampaign(scope, wanted);
  if (campaign) return campaign;
  return refuse("no_campaign", {
    en: `There is no campaign “${wanted.slice(0, 100)}”. /campaign lists them.`,
    zh: `没有活动“${wanted.slice(0, 100)}”。/活动 查看列表。`,
  });
}
