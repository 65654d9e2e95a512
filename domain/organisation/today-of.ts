import { DateTime } from "luxon";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { zoneOf } from "../conversations/working-hours.ts";
import { loadSettings } from "./settings.ts";

/** The day that an instant is in the organisation's zone: `2026-11-26`. */
export async function todayOf(scope: OrgScope, now: Date): Promise<string> {
  const zone = zoneOf((await loadSettings(scope)).get("organization.timezone"));
  return DateTime.fromJSDate(now, { zone }).toFormat("yyyy-MM-dd");
}
