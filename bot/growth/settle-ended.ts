import { readGrowthSettings } from "../../domain/growth/growth-settings.ts";
import { settleCampaign } from "../../domain/growth/settle-executions.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { tryEach } from "../../infra/try-each.ts";

const DAY_MS = 24 * 60 * 60_000;
/** The longest time in which a reply or a deposit may count (`campaigns.reply_days`, `campaigns.convert_days`). */
const MAX_DAYS = 365;

/** Keeps the figures of campaigns that are not at work: customers reply and pay in afterwards. */
export async function settleEnded({ db, clock }: { db: Database; clock: Clock }): Promise<number> {
  const now = clock.now();
  const ended: { id: string; org_id: string }[] = await db
    .system("campaigns")
    .whereNotNull("started_at")
    .whereIn("status", ["paused", "completed", "cancelled"])
    .whereRaw("coalesce(completed_at, updated_at) > ?", [new Date(now.getTime() - MAX_DAYS * DAY_MS)])
    .select("id", "org_id");
  return tryEach(ended, ({ id, org_id }) =>
    inOrganization(db, org_id, async (scope) => {
      await settleCampaign(scope, id, readGrowthSettings(await loadSettings(scope)), now);
      return true;
    }),
  );
}
