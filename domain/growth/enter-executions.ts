import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { Campaign } from "./campaign.ts";
import type { CampaignEvent } from "./campaign-schedule.ts";
import { chooseVariant } from "./choose-variant.ts";
import { type Happenings, stagesReached, tagsChanged } from "./customer-happenings.ts";
import { segmentQuery } from "./segment-query.ts";

export const ENTERED_AT_ONCE = 500;

/** Enters the next customers of the segment who are not in this run yet. Returns how many: none when all are. */
export async function enterSegment(scope: OrgScope, campaign: Campaign, run: string, now: Date): Promise<number> {
  const customers: string[] = await segmentQuery(scope, campaign.target_segment, now)
    .whereNotExists(
      scope
        .trx("campaign_executions as e")
        .whereRaw("e.customer_id = c.id")
        .where({ "e.org_id": scope.orgId, "e.campaign_id": campaign.id, "e.run": run }),
    )
    .orderBy("c.id")
    .limit(ENTERED_AT_ONCE)
    .pluck("c.id");
  await enter(
    scope,
    campaign,
    customers.map((customerId) => ({ customerId, run })),
  );
  return customers.length;
}

// A transaction that began before the last look may have committed after it.
const LOOK_BACK_MS = 15 * 60_000;
const ONCE = "once";

/** Enters those of the segment to whom the campaign's event has happened since it began. Returns how many. */
export async function enterByEvents(scope: OrgScope, campaign: Campaign, now: Date): Promise<number> {
  const event = campaign.schedule as CampaignEvent;
  const since = new Date(
    Math.max(campaign.started_at?.getTime() ?? now.getTime(), (campaign.checked_until ?? now).getTime() - LOOK_BACK_MS),
  );
  const { sql, bindings } = happened(event, since);
  const found: { id: string; event: string }[] = await segmentQuery(scope, campaign.target_segment, now)
    .joinRaw(`JOIN (${sql}) h ON h.org_id = c.org_id AND h.customer_id = c.id`, bindings)
    .orderBy("h.at")
    .select("c.id", "h.id as event");
  const isEveryTime = "every_time" in event && event.every_time === true;
  await enter(
    scope,
    campaign,
    found.map(({ id, event: happening }) => ({ customerId: id, run: isEveryTime ? happening : ONCE })),
  );
  await scope.trx("campaigns").where({ org_id: scope.orgId, id: campaign.id }).update({ checked_until: now });
  return found.length;
}

function happened(event: CampaignEvent, since: Date): Happenings {
  switch (event.on) {
    case "stage_change":
      return stagesReached(since, event.to);
    case "tag_added":
      return tagsChanged(since, `+${event.tag}`);
    case "first_deposit":
      // When it was confirmed may be told late; when we were told of it is what counts.
      return {
        sql: `SELECT id::text, org_id, customer_id, updated_at AS at FROM deposits
          WHERE deposit_type = 'first' AND status = 'confirmed' AND updated_at >= ?`,
        bindings: [since],
      };
  }
}

/** Who is in the run already stays as they are. */
async function enter(
  { trx, orgId }: OrgScope,
  campaign: Campaign,
  entries: { customerId: string; run: string }[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(({ customerId, run }) => ({
    id: newId(),
    org_id: orgId,
    campaign_id: campaign.id,
    customer_id: customerId,
    run,
    variant: chooseVariant(campaign.ab_variants, { campaignId: campaign.id, customerId })?.name ?? null,
    status: "pending",
  }));
  await trx("campaign_executions").insert(rows).onConflict(["campaign_id", "customer_id", "run"]).ignore();
}
