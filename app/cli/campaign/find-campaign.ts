import { type Campaign, findCampaign } from "../../../domain/growth/campaign.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { NotFoundError } from "../../../infra/errors.ts";

/** @throws NotFoundError */
export async function requireCampaign(scope: OrgScope, word: string): Promise<Campaign> {
  const campaign = await findCampaign(scope, word);
  if (!campaign) throw new NotFoundError(`There is no campaign ${word}: deskhand campaign list`);
  return campaign;
}
