import { organizationTimezone } from "../../domain/organisation/settings/organization.ts";
import { readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { type GapDeps, listGaps } from "./list-gaps.ts";
import { weekAt } from "./week.ts";

/** What a week has left open. */
export interface OpenGaps {
  week: string;
  count: number;
}

/**
 * With the digest of a Sunday: how many gaps of its week nobody has drafted an FAQ from; null on other days and where
 * there are none. Slow: never inside a transaction.
 */
export async function weeklyGaps(
  deps: GapDeps,
  orgId: string,
  { day, from }: { day: string; from: Date },
): Promise<OpenGaps | null> {
  if (new Date(`${day}T00:00:00Z`).getUTCDay() !== 0) return null;
  const settings = await inOrganization(deps.db, orgId, loadSettings);
  const week = weekAt(from, readSetting(settings, organizationTimezone));
  const open = (await listGaps(deps, orgId, week, null)).filter(
    ({ draft }) => draft === null || draft.status === "rejected",
  );
  return open.length === 0 ? null : { week: week.name, count: open.length };
}
