import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { storedJson } from "../../infra/db/stored-text.ts";
import { newId } from "../../infra/ids.ts";
import { maskedStart } from "../content/secrets/masked-excerpt.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { campaignCode, takeNumber } from "../organisation/codes.ts";
import type { Campaign } from "./campaign.ts";
import type { CampaignDefinition } from "./campaign-definition.ts";
import { namesInSegment, refuseUnknownNames } from "./refuse-unknown-names.ts";
import { segmentQuery } from "./segment-query.ts";

/**
 * Keeps a campaign as a draft and puts it among what waits for somebody else's decision. Returns it with the number of
 * its approval. @throws InputError when it names what the organisation does not have.
 */
export async function addCampaign(
  scope: OrgScope,
  definition: CampaignDefinition,
  { by, authorId, at }: { by: AuditEntry["by"]; authorId: string; at: Date },
): Promise<{ campaign: Campaign; approval: number }> {
  await refuseUnknownNames(scope, namesInSegment(definition.segment, definition.channel));
  const { trx, orgId } = scope;
  const code = campaignCode(await takeNumber(trx, orgId, "campaign"));
  const [campaign]: Campaign[] = await trx("campaigns")
    .insert({
      ...rowOf(definition),
      id: newId(),
      org_id: orgId,
      campaign_code: code,
      created_by: authorId,
      created_at: at,
    })
    .returning("*");
  if (!campaign) throw new Error("the insert returned nothing");
  campaign.target_count = await countTarget(scope, campaign, at);
  const approval = await askForApproval(scope, campaign);
  const changes = { campaign_code: code, name: campaign.name, type: campaign.type, approval };
  await writeAudit(trx, {
    orgId,
    by,
    action: "campaign.add",
    resourceType: "campaign",
    resourceId: campaign.id,
    changes,
  });
  return { campaign, approval };
}

function rowOf(definition: CampaignDefinition) {
  const json = (value: unknown) => JSON.stringify(storedJson(value));
  const { name, description, type, segment, content, variants, channel } = definition;
  return {
    name,
    description: description ?? null,
    type,
    target_segment: json(segment),
    content_template: json(content ?? {}),
    channel_type: channel ?? null,
    ab_test_enabled: variants !== undefined,
    ab_variants: json(variants ?? []),
    schedule: json("schedule" in definition ? definition.schedule : "trigger" in definition ? definition.trigger : {}),
  };
}

/** Counts a campaign's customers and keeps how many they are now. */
export async function countTarget(
  scope: OrgScope,
  campaign: Pick<Campaign, "id" | "target_segment">,
  at: Date,
): Promise<number> {
  const row = await segmentQuery(scope, campaign.target_segment, at).count({ count: "*" }).first();
  const count = Number(row?.count ?? 0);
  await scope.trx("campaigns").where({ org_id: scope.orgId, id: campaign.id }).update({ target_count: count });
  return count;
}

async function askForApproval({ trx, orgId }: OrgScope, campaign: Campaign): Promise<number> {
  const number = await takeNumber(trx, orgId, "approval");
  const contents = [campaign.content_template, ...campaign.ab_variants.map(({ content }) => content)];
  const words = contents.flatMap(({ en, zh }) => [en, zh]).filter((text) => text !== undefined);
  await trx("approvals").insert({
    id: newId(),
    org_id: orgId,
    number,
    kind: "campaign",
    resource_type: "campaign",
    resource_id: campaign.id,
    requested_by: campaign.created_by,
    reason: maskedStart(`${campaign.campaign_code} ${campaign.name}: ${words.join(" / ")}`, 1_000),
    details: JSON.stringify({ campaign_code: campaign.campaign_code }),
  });
  return number;
}
