import { type Campaign, textsOfCampaign } from "../../domain/growth/campaign.ts";
import { type ClaimPolicy, checkClaims } from "../conduct/prohibited-claims.ts";

/** The words of a campaign that would be held on their way to a customer. */
export function claimsInCampaign(
  campaign: Pick<Campaign, "content_template" | "ab_variants">,
  policy: ClaimPolicy,
): string[] {
  return claimsInTexts(textsOfCampaign(campaign), policy);
}

/** The words of texts that would be held, each once. */
export function claimsInTexts(texts: readonly string[], policy: ClaimPolicy): string[] {
  const words = texts.flatMap((text) => {
    const check = checkClaims(text, policy);
    return check.ok ? [] : check.hits.map((hit) => hit.words);
  });
  return [...new Set(words)];
}
